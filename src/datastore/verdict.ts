import { answers, type TrackedMember, type TrackedStore } from "./track.ts";

export type Verdict = "OK" | "AT RISK" | "ELECTING" | "LOST" | "single copy" | "unknown";

export interface StoreVerdict {
  readonly is: Verdict;
  /** In one sentence: why, in numbers. */
  readonly why: string;
  readonly voters: number;
  /** Voters that answer this host. */
  readonly answering: number;
  readonly needed: number;
  /** How many more voters may fail before nothing can be written. */
  readonly mayFail: number;
}

/** Older than this, nothing is promised any more, milliseconds. */
export const FRESH_MS = 3000;

/**
 * Pure. A quorum is judged from what this host sees: a store whose leader confirms itself is led,
 * even where too few voters answer here; one that many name and nobody confirms is led only when it
 * is named for longer than an election takes, for that long the dead are named too.
 */
export function judgeStore(store: TrackedStore, nowMs: number): StoreVerdict {
  const voting = store.members.filter(isVoter);
  const answering = voting.filter((member) => answers(member, nowMs)).length;
  const unasked = voting.filter(({ reach }) => reach === "unknown").length;
  const needed = Math.floor(voting.length / 2) + 1;
  const margin = answering - needed;
  const numbers = { voters: voting.length, answering, needed };
  const { is, why } = rule(store, { ...numbers, unasked, margin }, nowMs);
  return { is, why, ...numbers, mayFail: is === "LOST" ? 0 : Math.max(0, margin) };
}

interface Count {
  readonly voters: number;
  readonly answering: number;
  readonly needed: number;
  readonly unasked: number;
  readonly margin: number;
}

type Ruling = Pick<StoreVerdict, "is" | "why">;

function rule(store: TrackedStore, count: Count, nowMs: number): Ruling {
  const { voters, answering, needed, unasked, margin } = count;
  const told = (is: Verdict, why: string): Ruling => ({ is, why });
  const why = uncountable(store, nowMs);
  if (why !== undefined) return told("unknown", why);
  // Nobody leads a file or a store of somebody else; it answers or it does not.
  if (isServed(store) && unasked > 0) return told("unknown", "it cannot be asked from here");
  if (isServed(store) && margin < 0) return told("LOST", "it does not answer");
  const numbers = `${answering} of ${voters} voters answer, ${needed} needed`;
  const leading = leadership(store, margin + unasked < 0, nowMs);
  if (unasked > 0 && leading !== "nobody" && margin + unasked >= 0)
    return told(
      "unknown",
      `there is a leader; ${unasked} of ${voters} voters cannot be asked from here`,
    );
  if (voters > 1 && !store.members.some(({ reach }) => reach === "online"))
    return told("unknown", "no member answers this host");
  if (leading === "nobody") return told("LOST", margin < 0 ? numbers : `no leader; ${numbers}`);
  if (leading === "electing") return told("ELECTING", `a leader is being elected; ${numbers}`);
  if (leading === "named")
    return told("AT RISK", `${nameOf(store)} leads, and does not answer this host; ${numbers}`);
  return withLeader(store, count, numbers);
}

/** Why there are no numbers to judge by; `undefined`: there are. */
function uncountable(store: TrackedStore, nowMs: number): string | undefined {
  if (!store.members.some(isVoter) && !store.isPartial) return "nobody tells who the members are";
  if (nowMs - store.lookedMs > FRESH_MS) return "nobody has looked for a while";
  return store.isPartial ? partlyKnown(store) : undefined;
}

function partlyKnown({ members, leader, claimed }: TrackedStore): string {
  const own = members.find(({ isThisHost }) => isThisHost);
  const led = (leader ?? claimed) === undefined ? "it has no leader" : "there is a leader";
  const state = own?.reach === "online" ? `answers, and ${led}` : "does not answer";
  const others = members.length - (own === undefined ? 0 : 1);
  const known = others === 0 ? "no others" : `${others} more`;
  return `nobody tells how many members there are; the one on this host ${state}; known besides: ${known}`;
}

/** Two members are one more that can fail, and not one that may (canonical-dqlite.md 1.8). */
function withLeader(store: TrackedStore, { voters, margin }: Count, numbers: string): Ruling {
  if (margin < 0) return { is: "AT RISK", why: `${numbers}, and yet there is a leader` };
  const { members, kind } = store;
  if (voters === 1 && kind === "dqlite" && members.some(isInReserve)) {
    const name = members.find(isVoter)?.name;
    // A spare has no data at all; a stand-by has everything.
    const isCopied = members.some(({ role }) => role === "stand-by");
    const risk = isCopied ? "must stay up" : "is the only copy";
    return { is: "AT RISK", why: `${members.length} nodes: no fault tolerance; ${name} ${risk}` };
  }
  if (voters === 2 && margin === 0 && kind !== "external")
    return { is: "AT RISK", why: `2 nodes: both must stay up; ${numbers}` };
  if (voters === 1) return { is: "single copy", why: "one copy of everything: it must not fail" };
  return { is: margin === 0 || voters === 2 ? "AT RISK" : "OK", why: numbers };
}

export function isVoter({ role }: Pick<TrackedMember, "role">): boolean {
  return role === "voter";
}

/** It may be made a voter. */
export function isInReserve({ role }: Pick<TrackedMember, "role">): boolean {
  return role === "stand-by" || role === "spare";
}

function leadership(
  store: TrackedStore,
  hasTooFew: boolean,
  nowMs: number,
): "confirmed" | "named" | "electing" | "nobody" {
  const { leader, claimed, leaderlessMs, electionMs } = store;
  if (isServed(store)) return "confirmed";
  if (leader !== undefined) return "confirmed";
  const isLong = leaderlessMs !== undefined && nowMs - leaderlessMs > electionMs;
  if (claimed === undefined) return isLong || hasTooFew ? "nobody" : "electing";
  return isLong ? "named" : "electing";
}

function isServed({ kind }: TrackedStore): boolean {
  return kind === "sqlite" || kind === "external";
}

function nameOf({ members, claimed }: TrackedStore): string {
  return members.find(({ id }) => id === claimed)?.name ?? claimed ?? "somebody";
}
