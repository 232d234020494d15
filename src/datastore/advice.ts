import type { TrackedMember, TrackedStore } from "./track.ts";
import { FRESH_MS, isVoter, judgeStore, type StoreVerdict } from "./verdict.ts";

/** Whether a member may be stopped, or its host restarted, right now. */
export interface StopAdvice {
  readonly answer: "yes" | "no" | "unknown";
  /** Why, and what happens; one sentence. */
  readonly why: string;
}

/**
 * Pure. Stricter than the verdict: a member that missed a single answer is not counted on, and on
 * old news nothing is promised.
 */
export function adviseStop(store: TrackedStore, memberId: string, nowMs: number): StopAdvice {
  const verdict = judgeStore(store, nowMs);
  const member = store.members.find(({ id }) => id === memberId);
  if (nowMs - store.lookedMs > FRESH_MS || verdict.is === "unknown" || member === undefined)
    return { answer: "unknown", why: verdict.why };
  if (!isVoter(member)) return { answer: "yes", why: `${member.role}: no part of the quorum` };
  if (verdict.is === "LOST") return no("the quorum is lost: bring members back first");
  if (verdict.is === "ELECTING") return no("a leader is being elected: wait for it");
  if (verdict.voters === 1)
    return { answer: "yes", why: "the only copy: everything stops until it is back" };
  return quorumWithout(member, store, verdict);
}

function quorumWithout(
  member: TrackedMember,
  store: TrackedStore,
  { needed }: StoreVerdict,
): StopAdvice {
  const others = store.members.filter(
    (each) => isVoter(each) && each.reach === "online" && each.id !== member.id,
  ).length;
  if (others < needed)
    return no(`the quorum would be lost: ${others} of the others answer, ${needed} needed`);
  const isLed = store.leader !== undefined;
  if (!isLed) return no("nobody here confirms that it leads");
  const elects = member.id === store.leader ? "; another leader is elected first" : "";
  return {
    answer: "yes",
    why: `the quorum holds without it: ${others} of the others answer${elects}`,
  };
}

function no(why: string): StopAdvice {
  return { answer: "no", why };
}
