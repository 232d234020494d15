import {
  formatBytes,
  formatClock,
  formatCountdown,
  formatDuration,
} from "../../src/quantity/index.ts";
import type { RunSlice, RunStep, SessionState, Snapshot } from "../../src/session/index.ts";
import type { Span } from "./line.tsx";
import { tag } from "./tag.ts";

/** How long a remark stays on the line, by how much it matters. */
const NOTICE_MS = { info: 10_000, warn: 30_000, error: 60_000 } as const;

export function isAnythingWaiting({ link, notices, snapshot }: SessionState): boolean {
  return (
    link.is !== "connected" ||
    notices.length > 0 ||
    snapshot?.checks.state === "running" ||
    snapshot?.registration.state === "pending" ||
    snapshot?.registration.nextTryMs !== undefined ||
    (snapshot?.run ?? null)?.endedMs === null
  );
}

/** What is waited for, since when, the usual time and the limit; a fresh remark goes first. */
export function progressSpans(state: SessionState, nowMs: number): readonly Span[] {
  return (
    noticeSpans(state, nowMs) ??
    linkSpans(state, nowMs) ??
    (state.snapshot === null ? [] : engineSpans(state.snapshot, nowMs))
  );
}

function noticeSpans({ notices }: SessionState, nowMs: number): readonly Span[] | undefined {
  const [notice] = notices;
  if (notice === undefined || nowMs - notice.atMs > NOTICE_MS[notice.level]) return undefined;
  const name = ({ info: "ok", warn: "warn", error: "fail" } as const)[notice.level];
  const hint = notice.hint === undefined ? "" : ` ${notice.hint}`;
  return [tag(name), ` ${sentence(notice.text)}${hint}`];
}

function linkSpans({ link, heardMs }: SessionState, nowMs: number): readonly Span[] | undefined {
  if (link.is === "connected") return undefined;
  const since = `since ${formatClock(link.sinceMs)}`;
  if (link.is === "connecting") {
    return [tag("busy"), ` Connecting to the agent (${since}, usual 1 s, it is started if needed)`];
  }
  const age = heardMs === null ? "nothing seen yet" : `data ${formatDuration(nowMs - heardMs)} old`;
  return [tag("warn"), ` No link to the agent ${since}, ${age}; trying again by itself`];
}

function engineSpans(snapshot: Snapshot, nowMs: number): readonly Span[] {
  const { run, checks } = snapshot;
  if (run !== null && run.endedMs === null) return runSpans(run, nowMs);
  if (checks.state === "running") {
    const since = checks.atMs === null ? "" : ` (since ${formatClock(checks.atMs)}, usual 5 s)`;
    return [tag("busy"), ` Checks: ${checks.done} of ${checks.total} done${since}`];
  }
  return registrationSpans(snapshot, nowMs);
}

function runSpans(run: RunSlice, nowMs: number): readonly Span[] {
  const step = run.steps.find(({ state }) => state === "running");
  if (run.state === "paused") return [tag("warn"), ` Run paused: ${run.message}`];
  if (step === undefined) return [tag("busy"), ` Run ${run.state}: ${run.message || run.title}`];
  return [tag("busy"), ` ${step.title}: ${stepTimes(step, nowMs)}`];
}

/** `0:12, usual 1 s, limit 5:00`, with the progress in front where it is known. */
export function stepTimes(step: RunStep, nowMs: number): string {
  const elapsed = formatCountdown(nowMs - (step.startedMs ?? nowMs));
  const parts = [
    ...(step.progress === undefined ? [] : [progressText(step.progress)]),
    elapsed,
    `usual ${formatDuration(step.usualMs)}`,
    `limit ${formatCountdown(step.totalLimitMs)}`,
  ];
  return parts.join(", ");
}

export function progressText({ done, total, unit }: NonNullable<RunStep["progress"]>): string {
  return unit === "bytes" ? `${formatBytes(done)} of ${formatBytes(total)}` : `${done} of ${total}`;
}

function registrationSpans({ registration }: Snapshot, nowMs: number): readonly Span[] {
  const { state, nextTryMs, approval, sinceMs } = registration;
  if (nextTryMs === undefined && state !== "pending" && state !== "enrolling") return [];
  const next =
    nextTryMs === undefined
      ? ""
      : `next try in ${formatDuration(Math.max(0, nextTryMs - nowMs))}, `;
  const end = approval === undefined ? "" : `, code expires ${formatClock(approval.expiresMs)}`;
  return [tag("busy"), ` Registration: ${next}since ${formatClock(sinceMs)}${end}`];
}

/** First letter large, one full stop at the end. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  const begun = trimmed.slice(0, 1).toUpperCase() + trimmed.slice(1);
  return /[.?:]$/.test(begun) ? begun : `${begun}.`;
}
