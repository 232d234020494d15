import type { DoctorFinding, DoctorReport } from "../doctor/index.ts";
import {
  doctorCounts,
  doLines,
  findingLines,
  likelihoodWord,
  nothingFound,
} from "../session/index.ts";
import { cellWidth, padCells } from "../text/index.ts";
import { indented, type Output } from "./output.ts";

const LABEL_WIDTH = 6;

/** What was found, the likeliest first; then what could not be told, and why. */
export function printReport(report: DoctorReport, out: Output): void {
  for (const finding of report.findings) {
    printFinding(finding, out);
    out.line();
  }
  printUnknown(report, out);
}

/** The last line: what was found, or what it is worth that nothing was. */
export function printVerdict(report: DoctorReport, out: Output): void {
  if (report.findings.length > 0) out.line(`${doctorCounts(report)}.`);
  else for (const line of indented(nothingFound(report), 0, out.width)) out.line(line);
}

/** `[likely]   Names are not found`, and under it what was seen, why, and what to do. */
export function printFinding(finding: DoctorFinding, out: Output): void {
  const { id, title } = finding;
  printHead(likelihoodWord(finding), title, out);
  for (const { label, text } of findingLines(finding)) {
    const isPlan = label === "Plan";
    printLabelled(label, isPlan ? `bringup doctor --fix ${id}` : text, out);
  }
}

/** The documented words alone. */
export function printFix(fix: readonly string[], out: Output): void {
  for (const { label, text } of doLines(fix)) printLabelled(label, text, out);
}

/** A line with words in front of it, and what goes on under its text. */
function printHead(words: string, text: string, out: Output): void {
  const [first = "", ...rest] = indented(text, cellWidth(words) + 1, out.width);
  out.line(`${words} ${first.trimStart()}`);
  for (const line of rest) out.line(line);
}

function printLabelled(label: string, text: string, out: Output): void {
  const indent = LABEL_WIDTH + 2;
  const [first = "", ...rest] = indented(text, indent, out.width);
  out.line(`  ${padCells(label, LABEL_WIDTH)}${first.slice(indent)}`.trimEnd());
  for (const line of rest) out.line(line);
}

function printUnknown({ unknown }: DoctorReport, out: Output): void {
  if (unknown.length === 0) return;
  out.line("Could not be looked at:");
  for (const { title, why } of unknown) printHead(out.mark("unknown"), `${title} (${why})`, out);
  out.line();
}

/** What was looked for and not found, and what cannot be on a host like this, with the reasons. */
export function printQuiet({ quiet }: DoctorReport, out: Output): void {
  const parts = [
    ["clear", "ok", "Looked for, and not found:"],
    ["not-here", "none", "Cannot be on a host like this:"],
  ] as const;
  for (const [wanted, mark, words] of parts) {
    const those = quiet.filter(({ is }) => is === wanted);
    if (those.length === 0) continue;
    out.line(words);
    for (const { title, why } of those) printHead(out.mark(mark), `${title} (${why})`, out);
    out.line();
  }
}
