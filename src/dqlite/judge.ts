import type { Member, Node } from "./frames.ts";
import type { Sight } from "./watch.ts";

/** What the answers of all nodes amount to. */
export interface DqliteJudgement {
  /** Only who says so of itself: others go on naming a dead leader for seconds. */
  readonly leader: Node | undefined;
  /** Named by somebody and not confirmed by itself. */
  readonly claimed: Node | undefined;
  readonly members: readonly Member[];
  /** How far the list of members goes: the last two may be of some time ago. */
  readonly source: "leader" | "voters" | "one node" | "nobody";
  /** Nodes that tell another list than the one believed; never the frozen view of a spare. */
  readonly disagree: readonly string[];
}

/**
 * Pure. The list of the confirmed leader counts; else the one most of those agree on who are voters
 * in their own list; else any that is not empty. A spare keeps for ever what was so when it became
 * one, and one that never was anything else knows nobody.
 */
export function judgeSights(sights: readonly Sight[]): DqliteJudgement {
  const answers = sights.flatMap(({ address, said }) =>
    said.is === "answer" ? [{ address, ...said }] : [],
  );
  const confirming = answers.filter(({ address, leader }) => leader?.address === address);
  // Cut off from the others, a former leader believes in itself for seconds: two are none.
  const [only, ...more] = confirming;
  const confirmed = more.length === 0 ? only : undefined;
  const voters = answers.filter(({ address, members }) => roleIn(members, address) === "voter");
  const believed =
    confirmed ?? mostAgreed(voters) ?? answers.find(({ members }) => members.length > 0);
  const members = believed?.members ?? [];
  const key = keyOf(members);
  return {
    leader: confirmed?.leader,
    claimed: confirmed === undefined ? answers.find(({ leader }) => leader)?.leader : undefined,
    members,
    source: confirmed !== undefined ? "leader" : sourceOf(voters, believed),
    disagree: answers
      .filter(({ address }) => roleIn(members, address) !== "spare")
      .filter((answer) => keyOf(answer.members) !== key)
      .map(({ address }) => address),
  };
}

interface Answer {
  readonly address: string;
  readonly members: readonly Member[];
}

function sourceOf(voters: readonly Answer[], believed: Answer | undefined) {
  if (believed === undefined) return "nobody";
  return voters.length > 0 ? "voters" : "one node";
}

function mostAgreed<T extends Answer>(answers: readonly T[]): T | undefined {
  const count = (one: T) =>
    answers.filter((other) => keyOf(other.members) === keyOf(one.members)).length;
  return [...answers].sort((one, other) => count(other) - count(one))[0];
}

function roleIn(members: readonly Member[], address: string) {
  return members.find((member) => member.address === address)?.role;
}

function keyOf(members: readonly Member[]): string {
  return members
    .map(({ id, address, role }) => `${id} ${address} ${role}`)
    .sort()
    .join("\n");
}
