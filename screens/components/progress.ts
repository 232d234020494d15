import type { ScreenTime } from "../../hooks/screen-time.ts";
import {
  formatBytes,
  formatClock,
  formatCountdown,
  formatDuration,
} from "../../src/quantity/index.ts";
import type { RunSlice, RunStep, SessionState, Snapshot } from "../../src/session/index.ts";
import { truncate } from "../../src/text/index.ts";
import type { Span } from "./line.tsx";
import { tag } from "./tag.ts";

/** How long a remark stays on the line, by how much it matters. */
const NOTICE_MS = { info: 10_000, warn: 30_000, error: 60_000 } as const;

/** Whether the line says something that changes by itself; the checks are told by the agent. */
export function isAnythingWaiting({ link, snapshot }: SessionState): boolean {
  if (link.is !== "connected") return link.is === "lost";
  if (snapshot === null) return false;
  const { run, checks } = snapshot;
  if (run !== null && run.endedMs === null) return run.state !== "paused";
  return checks.state !== "running" && isRegistering(snapshot);
}

/** Until when the newest remark stays; long past when there is none. */
export function noticeEndMs({ notices }: SessionState): number {
  const [notice] = notices;
  return notice === undefined ? Number.NEGATIVE_INFINITY : notice.atMs + NOTICE_MS[notice.level];
}

export interface ProgressOptions {
  readonly time: ScreenTime;
  readonly width: number;
  /** The newest remark is still to be shown. */
  readonly isNoticed: boolean;
}

/** What is waited for, since when, the usual time and the limit; a fresh remark goes first. */
export function progressSpans(state: SessionState, options: ProgressOptions): readonly Span[] {
  const { time, width, isNoticed } = options;
  return (
    (isNoticed ? noticeSpans(state) : undefined) ??
    linkSpans(state, time) ??
    (state.snapshot === null ? [] : engineSpans(state.snapshot, time, width))
  );
}

function noticeSpans({ notices }: SessionState): readonly Span[] | undefined {
  const [notice] = notices;
  if (notice === undefined) return undefined;
  const name = ({ info: "ok", warn: "warn", error: "fail" } as const)[notice.level];
  return [tag(name), ` ${noticeText(notice)}`];
}

/** What was said and what helps; pure. */
export function noticeText(notice: SessionState["notices"][number]): string {
  return `${sentence(notice.text)}${hintText(notice)}`;
}

/** A hint for the command line would be no help here, where one key does it. */
function hintText({ code, hint }: SessionState["notices"][number]): string {
  if (code === "LEASE_HELD") return " You can take it.";
  return hint === undefined ? "" : ` ${hint}`;
}

/** In whole seconds; the clock of a screen may be one tick behind what was just heard. */
function ageText(ms: number): string {
  return ms < 1000 ? "under 1 s" : formatDuration(Math.floor(ms / 1000) * 1000);
}

/** A rehearsal that is not back by then was stopped by somebody: nothing but a console starts it. */
const STOPPED_AFTER_MS = 20_000;

function linkSpans(
  { link, heardMs, snapshot }: SessionState,
  time: ScreenTime,
): readonly Span[] | undefined {
  if (link.is === "connected") return undefined;
  const since = `since ${formatClock(link.sinceMs)}`;
  if (link.is === "connecting") {
    return [tag("busy"), ` Connecting to the agent ${since}, usual 1 s; started if needed`];
  }
  const age = heardMs === null ? "nothing seen yet" : `data ${ageText(time.since(heardMs))} old`;
  const isStopped =
    snapshot?.engine.mode === "rehearsal" && time.since(link.sinceMs) > STOPPED_AFTER_MS;
  const then = isStopped ? "reopen to start it" : "trying again";
  return [tag("warn"), ` No link to the agent ${since}, ${age}; ${then}`];
}

function engineSpans(snapshot: Snapshot, time: ScreenTime, width: number): readonly Span[] {
  const { run, checks } = snapshot;
  if (run !== null && run.endedMs === null) return runSpans(run, time, width);
  if (checks.state === "running") {
    const since = checks.atMs === null ? "" : ` (since ${formatClock(checks.atMs)}, usual 5 s)`;
    return [tag("busy"), ` Checks: ${checks.done} of ${checks.total} done${since}`];
  }
  return registrationSpans(snapshot, time);
}

function runSpans(run: RunSlice, time: ScreenTime, width: number): readonly Span[] {
  const step = run.steps.find(({ state }) => state === "running");
  if (run.state === "paused") return [tag("warn"), ` Run paused: ${run.message}`];
  if (step === undefined)
    return [tag("busy"), ` ${truncate(betweenSteps(run), width - TAG_WIDTH)}`];
  const times = elapsedTimes(step, time);
  const title = truncate(step.title, Math.max(1, width - TAG_WIDTH - times.length - 2));
  return [tag("busy"), ` ${title}: ${times}`];
}

/** Before each step, and after the last one, the agent looks at the host and takes the first that is unmet. */
function betweenSteps({ state, message, steps }: RunSlice): string {
  if (state !== "running") return sentence(`run ${state}: ${message}`);
  const next = steps.findIndex((step) => step.state === "waiting");
  const step = steps[next];
  if (step === undefined) return "Looking whether the host is as the plan has it";
  return `Looking at the host before step ${next + 1} of ${steps.length}: ${step.title}`;
}

/** `[ .. ] ` */
const TAG_WIDTH = 7;

/** `0:12, usual 1 s, limit 5:00` */
export function elapsedTimes(step: RunStep, time: ScreenTime): string {
  return `${elapsedText(step, time)}, ${expectedTimes(step)}`;
}

export function elapsedText({ startedMs }: RunStep, time: ScreenTime): string {
  return formatCountdown(startedMs === null ? 0 : time.since(startedMs));
}

/** `usual 1 s, limit 5:00` */
export function expectedTimes({ usualMs, totalLimitMs }: RunStep): string {
  return `usual ${formatDuration(usualMs)}, limit ${formatCountdown(totalLimitMs)}`;
}

/** `in 0:42`; the last seconds of a wait that comes again and again are no news on a slow line. */
export function nextTryText(epochMs: number, time: ScreenTime): string {
  const leftMs = time.until(epochMs);
  return time.isCoarse && leftMs < 10_000 ? "soon" : `in ${formatCountdown(leftMs)}`;
}

export function progressText({ done, total, unit }: NonNullable<RunStep["progress"]>): string {
  return unit === "bytes" ? `${formatBytes(done)} of ${formatBytes(total)}` : `${done} of ${total}`;
}

function registrationSpans({ registration }: Snapshot, time: ScreenTime): readonly Span[] {
  const { state, nextTryMs, approval, sinceMs } = registration;
  if (!isRegistering({ registration })) return [];
  const verb = state === "pending" ? "asks again" : "tries again";
  const waits = state === "pending" ? "waits for approval" : "in progress";
  const next = nextTryMs === undefined ? waits : `${verb} ${nextTryText(nextTryMs, time)}`;
  const endsMs = approval?.expiresMs;
  const end = endsMs === undefined ? "" : `, code until ${formatClock(endsMs)}`;
  return [tag("busy"), ` Registration: ${next} (since ${formatClock(sinceMs)}${end})`];
}

const ASKING: ReadonlySet<Snapshot["registration"]["state"]> = new Set([
  ...(["contacting", "reachable", "enrolling", "pending"] as const),
]);

/** A registered host reports now and then; that is no thing in progress. */
function isRegistering({ registration }: Pick<Snapshot, "registration">): boolean {
  const { state, nextTryMs } = registration;
  if (state === "active" || state === "approved") return false;
  return ASKING.has(state) || nextTryMs !== undefined;
}

/** First letter large, unless it begins a name or an address; one full stop at the end. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  const isWord = /^[a-z]+([\s,;]|:\s)/.test(trimmed);
  const begun = isWord ? trimmed.slice(0, 1).toUpperCase() + trimmed.slice(1) : trimmed;
  return /[.?:]$/.test(begun) ? begun : `${begun}.`;
}
