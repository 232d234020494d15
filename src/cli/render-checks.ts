import type { CheckResult, CheckSummary, Explanation } from "../checks/index.ts";
import { padCells, sanitize, truncate } from "../text/index.ts";
import { indented, type Mark, type Output } from "./output.ts";

const STATUS_MARKS: Record<CheckResult["status"], Mark> = {
  pass: "ok",
  warn: "warn",
  fail: "fail",
  skip: "none",
  unknown: "unknown",
};

export function printResults(results: readonly CheckResult[], out: Output): void {
  const titleWidth = Math.max(0, ...results.map(({ title }) => title.length));
  for (const result of results) printResult(result, titleWidth, out);
}

export function printSummary(summary: CheckSummary, out: Output): void {
  const { pass, warn, fail, skip, unknown, waived } = summary;
  out.line(
    `${pass} passed, ${warn} warned, ${fail} failed, ${unknown} unknown, ` +
      `${skip} not applicable, ${waived} waived`,
  );
}

function printResult(result: CheckResult, titleWidth: number, out: Output): void {
  const { status, title, observed, waived } = result;
  const room = out.width - titleWidth - 9;
  const shown = sanitize(observed);
  out.line(
    `${out.mark(STATUS_MARKS[status])} ${padCells(title, titleWidth)}  ${truncate(shown, room)}`.trimEnd(),
  );
  for (const text of explanation(result)) {
    for (const line of indented(text, 7, out.width)) out.line(line);
  }
  if (waived !== undefined) {
    for (const line of indented(`Waived: ${waived.reason}`, 7, out.width)) out.line(line);
  }
}

/** What was expected, why it matters and what to do: only where something is to be done. */
function explanation(result: CheckResult): readonly string[] {
  if (result.status === "unknown") return result.remedy === undefined ? [] : [result.remedy];
  if (result.status !== "warn" && result.status !== "fail") return [];
  const why = result.why === undefined ? [] : [result.why];
  const expected = `Expected: ${result.expected}`;
  return [expected, ...why, `Do: ${result.remedy}`, ...ruleOf(result)];
}

function ruleOf({ id, source, when, severity }: CheckResult): readonly string[] {
  if (when === undefined) return [];
  const worst = severity === "block" ? "can block" : "warns";
  return [`Rule: ${when}, ${worst}; ${source} (${id})`];
}

/** What a host is held to, without looking at one. */
export function printExplanation(rows: readonly Explanation[], out: Output): void {
  let moment: string | undefined;
  for (const { id, title, when, severity, threshold, source, only } of rows) {
    if (moment !== undefined && when !== moment) out.line();
    if (when !== moment) out.line(`Matters ${when}`);
    moment = when;
    out.line(`${severity === "block" ? "blocks" : "warns "} ${padCells(title, 18)} ${id}`);
    for (const text of [threshold, only, `From: ${source}`].filter((text) => text !== "")) {
      for (const line of indented(text, 7, out.width)) out.line(line);
    }
  }
}
