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

export function isAnythingWaiting({ link, notices, snapshot }: SessionState): boolean {
  return (
    link.is !== "connected" ||
    notices.length > 0 ||
    snapshot?.checks.state === "running" ||
    (snapshot !== null && isRegistering(snapshot)) ||
    (snapshot?.run ?? null)?.endedMs === null
  );
}

/** What is waited for, since when, the usual time and the limit; a fresh remark goes first. */
export function progressSpans(state: SessionState, nowMs: number, width: number): readonly Span[] {
  return (
    noticeSpans(state, nowMs) ??
    linkSpans(state, nowMs) ??
    (state.snapshot === null ? [] : engineSpans(state.snapshot, nowMs, width))
  );
}

function noticeSpans({ notices }: SessionState, nowMs: number): readonly Span[] | undefined {
  const [notice] = notices;
  if (notice === undefined || nowMs - notice.atMs > NOTICE_MS[notice.level]) return undefined;
  const name = ({ info: "ok", warn: "warn", error: "fail" } as const)[notice.level];
  const hint = hintText(notice);
  return [tag(name), ` ${sentence(notice.text)}${hint}`];
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
  nowMs: number,
): readonly Span[] | undefined {
  if (link.is === "connected") return undefined;
  const since = `since ${formatClock(link.sinceMs)}`;
  if (link.is === "connecting") {
    return [tag("busy"), ` Connecting to the agent (${since}, usual 1 s, it is started if needed)`];
  }
  const age = heardMs === null ? "nothing seen yet" : `data ${ageText(nowMs - heardMs)} old`;
  const isStopped =
    snapshot?.engine.mode === "rehearsal" && nowMs - link.sinceMs > STOPPED_AFTER_MS;
  const then = isStopped ? "reopen to start it" : "trying again";
  return [tag("warn"), ` No link to the agent ${since}, ${age}; ${then}`];
}

function engineSpans(snapshot: Snapshot, nowMs: number, width: number): readonly Span[] {
  const { run, checks } = snapshot;
  if (run !== null && run.endedMs === null) return runSpans(run, nowMs, width);
  if (checks.state === "running") {
    const since = checks.atMs === null ? "" : ` (since ${formatClock(checks.atMs)}, usual 5 s)`;
    return [tag("busy"), ` Checks: ${checks.done} of ${checks.total} done${since}`];
  }
  return registrationSpans(snapshot, nowMs);
}

function runSpans(run: RunSlice, nowMs: number, width: number): readonly Span[] {
  const step = run.steps.find(({ state }) => state === "running");
  if (run.state === "paused") return [tag("warn"), ` Run paused: ${run.message}`];
  if (step === undefined) return [tag("busy"), ` Run ${run.state}: ${run.message || run.title}`];
  const times = elapsedTimes(step, nowMs);
  const title = truncate(step.title, Math.max(1, width - TAG_WIDTH - times.length - 2));
  return [tag("busy"), ` ${title}: ${times}`];
}

/** `[ .. ] ` */
const TAG_WIDTH = 7;

/** `0:12, usual 1 s, limit 5:00` */
export function elapsedTimes(step: RunStep, nowMs: number): string {
  const elapsed = formatCountdown(nowMs - (step.startedMs ?? nowMs));
  const limit = formatCountdown(step.totalLimitMs);
  return `${elapsed}, usual ${formatDuration(step.usualMs)}, limit ${limit}`;
}

export function progressText({ done, total, unit }: NonNullable<RunStep["progress"]>): string {
  return unit === "bytes" ? `${formatBytes(done)} of ${formatBytes(total)}` : `${done} of ${total}`;
}

function registrationSpans({ registration }: Snapshot, nowMs: number): readonly Span[] {
  const { state, nextTryMs, approval, sinceMs } = registration;
  if (!isRegistering({ registration })) return [];
  const verb = state === "pending" ? "asks again" : "tries again";
  const waits = state === "pending" ? "waits for approval" : "in progress";
  const next = nextTryMs === undefined ? waits : `${verb} in ${formatCountdown(nextTryMs - nowMs)}`;
  const end = approval === undefined ? "" : `, code until ${formatClock(approval.expiresMs)}`;
  return [tag("busy"), ` Registration: ${next} (since ${formatClock(sinceMs)}${end})`];
}

/** A registered host reports now and then; that is no thing in progress. */
function isRegistering({ registration }: Pick<Snapshot, "registration">): boolean {
  const { state, nextTryMs } = registration;
  if (state === "active" || state === "approved") return false;
  return state === "pending" || state === "enrolling" || nextTryMs !== undefined;
}

/** First letter large, unless it begins a name or an address; one full stop at the end. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  const isWord = /^[a-z]+[\s,;:]/.test(trimmed);
  const begun = isWord ? trimmed.slice(0, 1).toUpperCase() + trimmed.slice(1) : trimmed;
  return /[.?:]$/.test(begun) ? begun : `${begun}.`;
}
