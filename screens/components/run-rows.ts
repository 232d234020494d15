import type { ScreenTime } from "../../hooks/screen-time.ts";
import { formatCountdown, formatDuration } from "../../src/quantity/index.ts";
import type { RunSlice, RunStep } from "../../src/session/index.ts";
import { fitCells as toWidth } from "../../src/text/index.ts";
import type { Span } from "./line.tsx";
import { elapsedText, elapsedTimes, progressText } from "./progress.ts";
import { type TagName, tag } from "./tag.ts";

const STEP_TAGS: Readonly<Record<RunStep["state"], TagName>> = {
  waiting: "off",
  running: "busy",
  done: "ok",
  failed: "fail",
  undone: "off",
};

/** Narrower than this, the times to compare with stand in the details only. */
const ROOM_FOR_TIMES = 75;

/** Done steps with their time, the running one with elapsed, usual and limit, the rest waiting. */
export function runStepSpans(
  step: RunStep,
  at: { readonly number: number; readonly width: number; readonly time: ScreenTime },
): readonly Span[] {
  const isShort = at.width < ROOM_FOR_TIMES;
  const times =
    step.state === "running" && isShort ? elapsedText(step, at.time) : timeText(step, at.time);
  const titleWidth = at.width - 2 - 6 - 4 - times.length - 1;
  return [
    tag(STEP_TAGS[step.state]),
    `${String(at.number).padStart(3)} `,
    toWidth(step.title, titleWidth),
    " ",
    times,
  ];
}

function timeText(step: RunStep, time: ScreenTime): string {
  const again = step.attempt > 1 ? `attempt ${step.attempt}, ` : "";
  if (step.state === "running") return again + elapsedTimes(step, time);
  if (step.state === "done")
    return step.tookMs === null ? "found done" : again + formatDuration(step.tookMs);
  if (step.state === "failed") return step.attempt > 1 ? `failed ${step.attempt} times` : "failed";
  if (step.state === "undone") return "undone";
  return step.usualMs < 1000 ? "" : `usual ${formatDuration(step.usualMs)}`;
}

/** `running 0:42, 4 of 12 done`, or how it ended and when. */
export function runSummary(run: RunSlice, time: ScreenTime): string {
  const done = run.steps.filter(({ state }) => state === "done").length;
  const took = formatCountdown(
    run.endedMs === null ? time.since(run.startedMs) : run.endedMs - run.startedMs,
  );
  return `${run.state.toUpperCase()} ${took}   ${done} of ${run.steps.length} done`;
}

/** The step people ask about: what failed, else what runs, else what is next. */
export function stepInFocus({ steps }: RunSlice): RunStep | undefined {
  return (
    steps.find(({ state }) => state === "failed") ??
    steps.find(({ state }) => state === "running") ??
    steps.find(({ state }) => state === "waiting") ??
    steps.at(-1)
  );
}

const BAR_CELLS = 40;
const LEAST_BAR_CELLS = 10;

/** `[##########..............................] 40 MB of 71 MB`, shorter where there is less room. */
export function progressBar(progress: NonNullable<RunStep["progress"]>, width: number): string {
  const share = progress.total > 0 ? Math.min(1, progress.done / progress.total) : 0;
  const text = progressText(progress);
  const room = width - text.length - "[] ".length;
  const cells = Math.max(LEAST_BAR_CELLS, Math.min(BAR_CELLS, room));
  const filled = Math.round(share * cells);
  return `[${"#".repeat(filled)}${".".repeat(cells - filled)}] ${text}`;
}
