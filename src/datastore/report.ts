import { adviseRemoval, adviseStop, type StopAdvice } from "./advice.ts";
import type { MemberLook, StoreLook } from "./model.ts";
import type { Reach, TrackedMember, TrackedStore } from "./track.ts";
import { FRESH_MS, judgeStore, type StoreVerdict } from "./verdict.ts";

/** What people and programs are told of one store, with wall times; everything else follows from it. */
export interface StoreReport
  extends Pick<
    StoreLook,
    | "id"
    | "kind"
    | "title"
    | "source"
    | "isPartial"
    | "term"
    | "disagree"
    | "notes"
    | "repairsWithinMs"
  > {
  /** When the newest look began. */
  readonly atMs: number;
  readonly verdict: StoreVerdict;
  readonly leader?: StoreLeader;
  /** Nobody has confirmed that it leads since then. */
  readonly leaderlessSinceMs?: number;
  readonly members: readonly MemberReport[];
}

export interface StoreLeader {
  readonly id: string;
  readonly name: string;
  /** It says so itself; else others do, and it did not confirm it. */
  readonly isSure: boolean;
  /**
   * Since when, as seen from this host, over restarts of its agent; absent: nobody here saw it begin.
   * While nobody looked, another may have led in between: then a store that has terms tells.
   */
  readonly sinceMs?: number;
}

export interface MemberReport
  extends Pick<
    MemberLook,
    "id" | "name" | "address" | "role" | "isThisHost" | "lag" | "sizeBytes" | "alarms" | "syncMs"
  > {
  readonly reach: Reach;
  /** Of its last answer; absent: it has none. */
  readonly roundTripMs?: number;
  /** Why it gave none, or is not asked. */
  readonly why?: string;
  /** Its last answer; absent: never since this host looks. */
  readonly seenMs?: number;
  readonly stop: StopAdvice;
  /** Whether it may leave the store for good. */
  readonly remove: StopAdvice;
}

/** The same moment on both clocks. */
export interface Moment {
  readonly nowMs: number;
  readonly wallMs: number;
}

/** Pure. */
export function reportStore(store: TrackedStore, { nowMs, wallMs }: Moment): StoreReport {
  const wall = (monotonicMs: number) => Math.round(wallMs - (nowMs - monotonicMs));
  const {
    isPartial,
    id,
    kind,
    title,
    source,
    term,
    disagree,
    notes,
    repairsWithinMs,
    leaderlessMs,
  } = store;
  const leader = leaderOf(store, wall);
  return {
    ...{ id, kind, title, source },
    ...(isPartial && { isPartial }),
    ...(term !== undefined && { term }),
    ...(disagree !== undefined && { disagree }),
    ...(notes !== undefined && { notes }),
    ...(repairsWithinMs !== undefined && { repairsWithinMs }),
    atMs: wall(store.lookedMs),
    verdict: judgeStore(store, nowMs),
    ...(leader !== undefined && { leader }),
    ...(leaderlessMs !== undefined && { leaderlessSinceMs: wall(leaderlessMs) }),
    members: store.members.map((member) => ({
      ...memberReport(member, wall),
      stop: adviseStop(store, member.id, nowMs),
      remove: adviseRemoval(store, member.id, nowMs),
    })),
  };
}

function leaderOf(
  { leader, claimed, led, members }: TrackedStore,
  wall: (monotonicMs: number) => number,
): StoreLeader | undefined {
  const id = leader ?? claimed;
  if (id === undefined) return undefined;
  const name = members.find((member) => member.id === id)?.name ?? id;
  const since = led?.by === id && led.sinceMs !== undefined ? { sinceMs: wall(led.sinceMs) } : {};
  return { id, name, isSure: leader !== undefined, ...since };
}

function memberReport(member: TrackedMember, wall: (monotonicMs: number) => number) {
  const { answer, answeredMs, missed: _, ...told } = member;
  return {
    ...told,
    ...(answer.is === "answered" ? { roundTripMs: answer.roundTripMs } : { why: answer.why }),
    ...(answeredMs !== undefined && { seenMs: wall(answeredMs) }),
  };
}

/**
 * Pure: the report as it may still be believed. Nothing is promised on old news, nor on news from
 * the future, which a clock that was set back makes of them.
 */
export function agedReport(report: StoreReport, wallMs: number): StoreReport {
  const ageMs = wallMs - report.atMs;
  if (ageMs <= FRESH_MS && ageMs >= -FRESH_MS) return report;
  const why = "nobody has looked for a while";
  const unknown = { answer: "unknown", why } as const;
  return {
    ...report,
    verdict: { ...report.verdict, is: "unknown", mayFail: 0, why },
    members: report.members.map((member) => ({ ...member, stop: unknown, remove: unknown })),
  };
}
