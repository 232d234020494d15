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
  const counts = { voters: voting.length, answering, needed, mayFail: Math.max(0, margin) };
  const told = (is: Verdict, why: string): StoreVerdict => ({
    ...counts,
    mayFail: is === "LOST" ? 0 : counts.mayFail,
    is,
    why,
  });
  if (voting.length === 0) return told("unknown", "nobody tells who the members are");
  if (nowMs - store.lookedMs > FRESH_MS) return told("unknown", "nobody has looked for a while");
  const numbers = `${answering} of ${voting.length} voters answer, ${needed} needed`;
  const leading = leadership(store, margin + unasked < 0, nowMs);
  if (unasked > 0 && leading !== "nobody" && margin + unasked >= 0)
    return told(
      "unknown",
      `there is a leader; ${unasked} of ${voting.length} voters cannot be asked from here`,
    );
  if (voting.length > 1 && !store.members.some(({ reach }) => reach === "online"))
    return told("unknown", "no member answers this host");
  if (leading === "nobody") return told("LOST", margin < 0 ? numbers : `no leader; ${numbers}`);
  if (leading === "electing") return told("ELECTING", `a leader is being elected; ${numbers}`);
  if (leading === "named")
    return told("AT RISK", `${nameOf(store)} leads, and does not answer this host; ${numbers}`);
  if (margin < 0) return told("AT RISK", `${numbers}, and yet there is a leader`);
  if (voting.length === 1) return told("single copy", "one copy of everything: it must not fail");
  if (margin === 0 || voting.length === 2) return told("AT RISK", numbers);
  return told("OK", numbers);
}

export function isVoter({ role }: Pick<TrackedMember, "role">): boolean {
  return role === "voter";
}

function leadership(
  { leader, claimed, leaderlessMs, electionMs, kind }: TrackedStore,
  hasTooFew: boolean,
  nowMs: number,
): "confirmed" | "named" | "electing" | "nobody" {
  // A file, or a store of somebody else: nobody is elected.
  if (kind === "sqlite" || kind === "external") return "confirmed";
  if (leader !== undefined) return "confirmed";
  const isLong = leaderlessMs !== undefined && nowMs - leaderlessMs > electionMs;
  if (claimed === undefined) return isLong || hasTooFew ? "nobody" : "electing";
  return isLong ? "named" : "electing";
}

function nameOf({ members, claimed }: TrackedStore): string {
  return members.find(({ id }) => id === claimed)?.name ?? claimed ?? "somebody";
}
