import type { MemberReport, StopAdvice, StoreReport } from "../datastore/index.ts";
import { formatBytes, formatClock, formatDuration, formatMoment } from "../quantity/index.ts";

/** One thing to know about a member: what it is about, what is so, and whether that is as it should be. */
export interface MemberLine {
  readonly label: string;
  readonly text: string;
  readonly is?: "ok" | "warn" | "fail";
}

/** How long ago a moment of wall time was, milliseconds, as finely as whoever reads it can follow. */
export type Since = (epochMs: number) => number;

/** Pure: all there is to say about one member of a store, what matters first. */
export function memberLines(
  store: StoreReport,
  member: MemberReport,
  since: Since,
): readonly MemberLine[] {
  const { address, lag, sizeBytes, syncMs, alarms = [] } = member;
  const repair = repairText(store, member);
  return [
    { label: "Role", text: roleText(store, member) },
    stateLine(member, since),
    adviceLine("Stop now?", member.stop),
    quorumLine(store),
    ...leaderLines(store, since),
    ...(repair === undefined ? [] : [{ label: "Repair", text: repair }]),
    { label: "Do now", text: nextText(store, member) },
    ...(lag === undefined ? [] : [{ label: "Behind", text: `${lag} entries of the log` }]),
    ...(sizeBytes === undefined ? [] : [{ label: "Size", text: formatBytes(sizeBytes) }]),
    ...(syncMs === undefined ? [] : [syncLine(syncMs)]),
    ...alarms.map((alarm) => ({ label: "Alarm", text: alarm, is: "fail" as const })),
    ...(address === undefined ? [] : [{ label: "Address", text: address }]),
  ];
}

/** etcd's own advice is 10 ms; beyond it leaders are lost for no other reason. */
const SLOW_SYNC_MS = 10;

function syncLine(ms: number): MemberLine {
  const text = `99 % of its writes are safe within ${formatDuration(ms)}`;
  if (ms <= SLOW_SYNC_MS) return { label: "Disk", text };
  return { label: "Disk", text: `${text}: SLOW, ${SLOW_SYNC_MS} ms are wanted`, is: "warn" };
}

/** In few steps: what trembles with every look would cost a slow line its time. */
export function answerTime(ms: number): string {
  const step = [1, 10, 100].find((each) => ms < each);
  return step === undefined ? formatDuration(Math.round(ms / 100) * 100) : `< ${step} ms`;
}

function roleText(
  { leader, atMs, source }: StoreReport,
  { id, role, isThisHost }: MemberReport,
): string {
  const old = source === "last-known" ? ", as known last: no member tells it now" : "";
  const here = `${isThisHost ? " on this host" : ""}${old}`;
  if (leader?.id !== id) return `${role}${here}`;
  if (!leader.isSure) return `${role}${here}, named as the leader by others`;
  const since = leader.sinceMs === undefined ? "" : ` since ${formatMoment(leader.sinceMs, atMs)}`;
  return `${role}${here}, leads${since}`;
}

function stateLine(member: MemberReport, since: Since): MemberLine {
  const { reach, seenMs, roundTripMs, why = "no reason known" } = member;
  const label = "State";
  if (reach === "unknown") return { label, text: `not asked: ${why}` };
  if (reach === "online") {
    const took = roundTripMs === undefined ? "" : ` within ${answerTime(roundTripMs)}`;
    return { label, text: `answers this host${took}`, is: "ok" };
  }
  if (seenMs === undefined) return { label, text: `has not answered yet: ${why}`, is: "fail" };
  const last = `last seen ${formatClock(seenMs)}, ${seconds(since(seenMs))} ago`;
  return reach === "missed"
    ? { label, text: `NO ANSWER to the last look: ${why}; ${last}`, is: "warn" }
    : { label, text: `UNREACHABLE: ${why}; ${last}`, is: "fail" };
}

/** Whether it may go, in the same words for a member and a node. */
export function adviceLine(label: string, { answer, why }: StopAdvice): MemberLine {
  if (answer === "yes") return { label, text: `yes: ${why}`, is: "ok" };
  return answer === "no"
    ? { label, text: `NO: ${why}`, is: "fail" }
    : { label, text: `CANNOT TELL: ${why}`, is: "warn" };
}

export function quorumLine({ verdict: { is, why, mayFail, voters } }: StoreReport): MemberLine {
  const label = "Quorum";
  if (is === "OK") return { label, text: `OK: ${mayFail} of ${voters} voters may fail`, is: "ok" };
  if (is === "single copy") return { label, text: why };
  if (is === "unknown") return { label, text: `CANNOT TELL: ${why}`, is: "warn" };
  return { label, text: `${is}: ${why}`, is: is === "LOST" ? "fail" : "warn" };
}

/** Whom the members follow, and how sure that is; nothing for a store that nobody leads. */
export function leaderLines(store: StoreReport, since: Since): readonly MemberLine[] {
  const { leader, leaderlessSinceMs, kind, members } = store;
  const label = "Leader";
  if (kind === "sqlite" || kind === "external" || members.length < 2) return [];
  if (leader?.isSure) return [{ label, text: `${leader.name}, by its own word` }];
  const agoMs = leaderlessSinceMs === undefined ? 0 : since(leaderlessSinceMs);
  const long = agoMs < 1000 ? "" : `, for ${seconds(agoMs)} now`;
  if (leader === undefined) return [{ label, text: `none${long}`, is: "warn" }];
  return [{ label, text: `${leader.name} by the word of others alone${long}`, is: "warn" }];
}

function seconds(ms: number): string {
  return ms < 1000 ? "under 1 s" : formatDuration(Math.floor(ms / 1000) * 1000);
}

/** What becomes well by itself, and by when; `undefined`: nothing has to. */
export function repairText(store: StoreReport, member: MemberReport): string | undefined {
  const { verdict, members, repairsWithinMs } = store;
  if (verdict.is === "ELECTING")
    return verdict.answering < verdict.needed
      ? "a leader is elected by itself only if the others still reach each other"
      : "a leader is elected by itself, within seconds";
  if (verdict.is === "LOST") return "nothing does by itself: too few voters are left to decide";
  if (member.reach !== "unreachable" || member.role !== "voter") return undefined;
  const spare = members.find(({ role, reach }) => isInReserve(role) && reach === "online");
  if (repairsWithinMs === undefined || spare === undefined)
    return "nothing does by itself: no member stands by to take its place";
  const byMs = (member.seenMs ?? store.atMs) + repairsWithinMs;
  return `${spare.name} or another one takes its place by ${formatClock(byMs)}`;
}

function isInReserve(role: MemberReport["role"]): boolean {
  return role === "stand-by" || role === "spare";
}

/** What a person does about it now, in words. */
export function nextText(store: StoreReport, member: MemberReport): string {
  const { verdict, members, isPartial } = store;
  const gone = members.filter(({ role, reach }) => role === "voter" && reach !== "online");
  const names = gone.map(({ name }) => name).join(", ");
  if (verdict.is === "LOST" && gone.length > 0)
    return `bring back ${Math.max(1, verdict.needed - verdict.answering)} of: ${names}`;
  if (verdict.is === "ELECTING") return "wait for the election; stop nothing meanwhile";
  if (member.reach === "missed") return "wait for the next look";
  if (isPartial && member.reach !== "unreachable")
    return "see why the store refuses this host: its certificates, its port; or look from another host";
  if (member.reach === "unreachable")
    return /refused/.test(member.why ?? "")
      ? "its host answers: see why its service does not run"
      : "see whether it has power and network";
  if (verdict.is === "unknown") return "look from another host";
  if (gone.length > 0) return `bring back ${names} before anything else stops`;
  if (verdict.voters === 2) return "add a third voter: none of two may fail";
  if (verdict.is === "AT RISK" && verdict.voters === 1)
    return "add a third node: with two of them one is the only copy";
  return "nothing";
}
