import type { Change, Impact, Plan, PlannedStep } from "../engine/index.ts";
import { formatDuration } from "../quantity/index.ts";
import { cellWidth, padCells, truncate } from "../text/index.ts";
import { indented, type Output } from "./output.ts";
import { countOf } from "./words.ts";

/** What each impact costs, in the words of the person who has to answer for it. */
const COSTS: Record<Impact, string> = {
  none: "",
  reload: "RELOAD",
  restart: "RESTART",
  "node-down": "NODE DOWN",
  reboot: "REBOOT",
  "data-loss": "DATA LOSS",
};

const UNDO = { exact: "undo exact", compensate: "undo by opposite" } as const;

/** Empty where there is nothing to say: it costs nobody anything. */
export const costWord = ({ mark, impact }: PlannedStep): string => mark ?? COSTS[impact];

/** Whether there is a way back; empty where none is needed. */
export function undoWord({ undo, impact, changes }: PlannedStep): string {
  // Only waits or looks, or writes a mere record: nothing that would have to be taken back.
  if (undo === "exact" && changes.length === 0) return "";
  if (undo === "none") return impact === "none" ? "" : "NO WAY BACK";
  return UNDO[undo];
}

/** The plan as one page: steps with cost and way back, what is left out and why, what blocks. */
export function printPlan(plan: Plan, out: Output): void {
  out.line(
    `Plan ${plan.hash.slice(0, 12)}   ${countOf(plan.steps.length, "step")}   generation ${plan.generation}`,
  );
  let isCommitted = false;
  for (const [index, step] of plan.steps.entries()) {
    if (step.commit && !isCommitted) {
      out.line("  -- from here on there is no undo, only a new operation --");
      isCommitted = true;
    }
    printStep(step, index + 1, out);
  }
  for (const { title, reason } of plan.skipped) {
    const [first = "", ...rest] = indented(`${title}: ${reason}`, 7, out.width);
    out.line(`${out.mark("none")} ${first.trimStart()}`);
    for (const line of rest) out.line(line);
  }
  for (const { code, message, hint } of plan.blocked) {
    out.line(`${out.mark("fail")} Blocked: ${message} (${code})`);
    for (const line of indented(hint, 7, out.width)) out.line(line);
  }
}

function printStep(step: PlannedStep, number: number, out: Output): void {
  const right = [
    padCells(costWord(step), 10),
    padCells(undoWord(step), 16),
    formatDuration(step.usualMs),
  ].join(" ");
  const left = `${String(number).padStart(4)} ${step.title}`;
  const room = out.width - cellWidth(right) - 2;
  if (cellWidth(left) <= room) {
    out.line(`${padCells(left, room)}  ${right}`.trimEnd());
  } else {
    out.line(truncate(left, out.width));
    out.line(`     ${right}`.trimEnd());
  }
  for (const change of step.changes) printChange(change, out);
}

function printChange({ subject, lines }: Change, out: Output): void {
  out.line(`       ${truncate(subject, out.width - 7)}`);
  for (const { sign, text } of lines) {
    if (sign !== " ") out.line(`       ${truncate(`${sign} ${text}`, out.width - 7)}`);
  }
}
