import { formatDuration } from "../../src/quantity/index.ts";
import type { PlanSlice } from "../../src/session/index.ts";
import { fitCells as toWidth, wrap } from "../../src/text/index.ts";
import { type Span, toned } from "./line.tsx";

type PlannedStep = PlanSlice["plan"]["steps"][number];

const MARK_WIDTH = 11;
const UNDO_WIDTH = 11;
const TIME_WIDTH = 7;

/** One step of a plan: what, what it costs the host, whether there is a way back, how long. */
export function stepSpans(step: PlannedStep, number: number, width: number): readonly Span[] {
  const titleWidth = width - 2 - 3 - MARK_WIDTH - UNDO_WIDTH - TIME_WIDTH - 3;
  return [
    `${String(number).padStart(2)} `,
    toWidth(step.title, titleWidth),
    " ",
    markSpan(step),
    " ",
    toWidth(undoWord(step), UNDO_WIDTH),
    " ",
    (step.usualMs < 1000 ? "-" : formatDuration(step.usualMs)).padStart(TIME_WIDTH),
  ];
}

function markSpan({ mark, impact, changes }: PlannedStep): Span {
  if (mark !== undefined) return toned(toWidth(mark, MARK_WIDTH), "warn");
  if (impact !== "none" && impact !== "reload")
    return toned(toWidth(impact.toUpperCase(), MARK_WIDTH), "warn");
  const lines = changes.flatMap((change) => change.lines).filter(({ sign }) => sign === "+").length;
  if (lines === 0) return toWidth("", MARK_WIDTH);
  return toWidth(lines === 1 ? "+ 1 line" : `+ ${lines} lines`, MARK_WIDTH);
}

function undoWord({ undo, impact, changes }: PlannedStep): string {
  // A step that only waits or looks: there is nothing to take back.
  if (undo === "exact" && changes.length === 0) return "none needed";
  if (undo === "exact") return "undo exact";
  if (undo === "compensate") return "compensate";
  return impact === "none" ? "none needed" : "NO WAY BACK";
}

/** Every line of every change, by step, then what is left out and why; secrets are masked before. */
export function diffLines({ steps, skipped }: PlanSlice["plan"], width: number): readonly Span[][] {
  const left = skipped.flatMap(({ title, reason }) => wrap(`${title}: ${reason}`, width - 4));
  return [
    ...steps.flatMap(stepLines),
    ...(left.length === 0 ? [] : [[toned("Left out", "strong")]]),
    ...left.map((text) => [`  ${text}`]),
  ];
}

function stepLines(step: PlannedStep, index: number): readonly Span[][] {
  return [
    [toned(`${index + 1} ${step.title}`, "strong")],
    ...(step.changes.length === 0 ? [["    (changes no file)"]] : []),
    ...step.changes.flatMap(({ subject, lines }) => [
      [`  ${subject}`],
      ...lines.map(({ sign, text }) => [lineSpan(sign, text)]),
    ]),
  ];
}

function lineSpan(sign: string, text: string): Span {
  const shown = `    ${sign} ${text}`;
  if (sign === "+") return toned(shown, "ok");
  return sign === "-" ? toned(shown, "fail") : shown;
}

/** The plan in one line: how much, how long, what it costs. */
export function planSummary({ steps, skipped, blocked }: PlanSlice["plan"]): string {
  const count = steps.length === 1 ? "1 step" : `${steps.length} steps`;
  const usualMs = steps.reduce((sum, step) => sum + step.usualMs, 0);
  const parts = [
    ...(steps.length > 0 ? [`${count}, usually ${formatDuration(usualMs)}`] : []),
    ...(steps.length === 0 && blocked.length === 0 ? ["nothing to do"] : []),
    ...(skipped.length === 0 ? [] : [`${skipped.length} left out`]),
    ...(blocked.length === 0 ? [] : [`BLOCKED by ${blocked.length}`]),
  ];
  return parts.join(", ");
}
