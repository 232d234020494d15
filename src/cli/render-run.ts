import { formatDuration } from "../quantity/index.ts";
import type { RunSlice, RunStep } from "../session/index.ts";
import { sanitize } from "../text/index.ts";
import { indented, type Mark, type Output } from "./output.ts";

const STEP_MARKS: Record<RunStep["state"], Mark> = {
  waiting: "none",
  running: "busy",
  done: "ok",
  failed: "fail",
  undone: "none",
};

const runHeading = ({ id, title }: RunSlice): string => `Run ${id}: ${title}`;

/** Prints what changed in a run since it was last asked; the way to follow one without a screen. */
export function createRunPrinter(out: Output, heading = runHeading): (run: RunSlice) => void {
  let shown = new Map<string, string>();
  let runId = "";
  let state = "";
  return (run) => {
    if (out.json) return out.object({ event: "run", run });
    if (run.id !== runId) {
      [runId, state, shown] = [run.id, "", new Map()];
      out.line(heading(run));
    }
    for (const step of run.steps) {
      const now = `${step.state} ${step.attempt}`;
      if (step.state === "waiting" || shown.get(step.id) === now) continue;
      shown.set(step.id, now);
      printRunStep(step, out);
    }
    if (run.state !== state && run.state !== "running") out.line(`Run ${runWords(run)}`);
    state = run.state;
  };
}

export function printRun(run: RunSlice, out: Output): void {
  out.line(runHeading(run));
  out.line(`Plan ${run.planHash.slice(0, 12)}, started by ${run.actor.user} (${run.actor.from})`);
  for (const step of run.steps) printRunStep(step, out);
  out.line(`Run ${runWords(run)}`);
}

/** `succeeded after 42 s: message`. */
export function runWords({ state, message, startedMs, endedMs }: RunSlice): string {
  const after = endedMs === null ? "" : ` after ${formatDuration(endedMs - startedMs)}`;
  const why = message === "" ? "" : `: ${sanitize(message)}`;
  return `${state}${after}${why}`;
}

function printRunStep(step: RunStep, out: Output): void {
  out.line(`${out.mark(STEP_MARKS[step.state])} ${step.title}${timing(step)}`);
  if (step.state === "failed" && step.error !== undefined) {
    const { message, code, hint } = step.error;
    for (const line of indented(`${message} (${code})`, 7, out.width)) out.line(line);
    for (const line of indented(hint, 7, out.width)) out.line(line);
  }
}

function timing({ state, tookMs, usualMs, totalLimitMs, attempt }: RunStep): string {
  const again = attempt > 1 ? `, attempt ${attempt}` : "";
  if (state === "running") {
    return `   usually ${formatDuration(usualMs)}, at most ${formatDuration(totalLimitMs)}${again}`;
  }
  if (state === "waiting") return "   waiting";
  if (state === "undone") return "   undone";
  return tookMs === null ? again : `   ${formatDuration(tookMs)}${again}`;
}
