import { formatClock } from "../../src/quantity/index.ts";
import type { RunStep } from "../../src/session/index.ts";
import { wrap } from "../../src/text/index.ts";
import { errorLines } from "./error-lines.ts";
import { type Span, strong } from "./line.tsx";
import { expectedTimes, sentence } from "./progress.ts";
import { progressBar } from "./run-rows.ts";

/** What there is to say of one step of a run: why it failed, else how far it is. */
export function stepLines(step: RunStep, width: number): readonly (readonly Span[])[] {
  if (step.error !== undefined) return errorLines(step.error, width);
  const text = (shown: string) => wrap(shown, width).map((line) => [line]);
  const isRunning = step.state === "running";
  return [
    ...wrap(step.title, width).map((line) => [strong(line)]),
    ...(isRunning ? text(startedText(step)) : []),
    ...(isRunning && step.progress !== undefined ? [[progressBar(step.progress, width)]] : []),
    ...(step.evidence === "" ? [] : text(sentence(step.evidence))),
  ];
}

/** What moves with time stands in the list only: one number that moves is enough. */
function startedText(step: RunStep): string {
  const since = step.startedMs === null ? "" : ` ${formatClock(step.startedMs)}`;
  return `Started${since}, ${expectedTimes(step)}.`;
}
