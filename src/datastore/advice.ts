import type { TrackedMember, TrackedStore } from "./track.ts";
import { FRESH_MS, isInReserve, isVoter, judgeStore, type StoreVerdict } from "./verdict.ts";

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
  if (verdict.voters === 1) return onlyCopy(member, store);
  return quorumWithout(member, store, verdict);
}

/** canonical-dqlite.md 1.8: whoever is stopped gently first hands over to another member. */
function onlyCopy(member: TrackedMember, { kind, members }: TrackedStore): StopAdvice {
  const others = members.filter(({ id, role }) => id !== member.id && role !== "pending");
  if (kind !== "dqlite" || others.length === 0)
    return { answer: "yes", why: "the only copy: everything stops until it is back" };
  const heir = others.find(({ reach, role }) => reach === "online" && isInReserve({ role }));
  if (heir === undefined)
    return no("it is the only copy, and no other member answers that could take over");
  const why = `the only copy: stop it gently, and ${heir.name} takes over within seconds and is the only copy then; a sudden end stops everything until it is back`;
  return { answer: "yes", why };
}

/**
 * Pure: whether a member may leave for good. Who removes a voter needs the quorum for it, and
 * again afterwards; the last one takes the data along.
 */
export function adviseRemoval(store: TrackedStore, memberId: string, nowMs: number): StopAdvice {
  const verdict = judgeStore(store, nowMs);
  const member = store.members.find(({ id }) => id === memberId);
  if (nowMs - store.lookedMs > FRESH_MS || verdict.is === "unknown" || member === undefined)
    return { answer: "unknown", why: verdict.why };
  if (verdict.is === "LOST") return no("the quorum is lost: nobody can be removed without it");
  if (verdict.is === "ELECTING") return no("a leader is being elected: wait for it");
  if (!isVoter(member)) return { answer: "yes", why: `${member.role}: no part of the quorum` };
  if (verdict.voters === 1) return no("the last voter: the data would be gone with it");
  const left = verdict.voters - 1;
  const others = onlineVoters(store, member).length;
  const needed = Math.floor(left / 2) + 1;
  if (others < needed)
    return no(`${others} of the ${left} left would answer, and ${needed} would be needed`);
  const alone = left === 1 ? "; the one left is the only copy then" : "";
  return { answer: "yes", why: `${others} of the ${left} left answer${alone}` };
}

function onlineVoters({ members }: TrackedStore, without: TrackedMember): readonly TrackedMember[] {
  return members.filter(
    (each) => isVoter(each) && each.reach === "online" && each.id !== without.id,
  );
}

function quorumWithout(
  member: TrackedMember,
  store: TrackedStore,
  { needed }: StoreVerdict,
): StopAdvice {
  const others = onlineVoters(store, member).length;
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
