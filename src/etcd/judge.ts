import type { EtcdMember, EtcdSight } from "./sight.ts";

/** What the answers of all members amount to. */
export interface EtcdJudgement {
  /** Only who says so of itself. */
  readonly leader: bigint | undefined;
  /** Named by somebody and not confirmed by itself. */
  readonly claimed: bigint | undefined;
  readonly members: readonly EtcdMember[];
  readonly source: "leader" | "members" | "nobody";
  /** Of the newest answer. */
  readonly term: number;
}

type Said = Extract<EtcdSight["said"], { is: "answer" }>;

/** Pure. The newest term counts: a former leader that was cut off still speaks of its own. */
export function judgeEtcd(sights: readonly EtcdSight[]): EtcdJudgement {
  const answers = sights.flatMap(({ said }) => (said.is === "answer" ? [said] : []));
  const term = Math.max(0, ...answers.map((said) => said.term));
  const newest = answers.filter((said) => said.term === term);
  const leading = newest.find(({ id, leader }) => id === leader);
  const members = leading?.members ?? largest(answers);
  return {
    leader: leading?.id,
    claimed: leading === undefined ? newest.find(({ leader }) => leader)?.leader : undefined,
    members: members ?? [],
    source: sourceOf(leading, members),
    term,
  };
}

function sourceOf(leading: Said | undefined, members: readonly EtcdMember[] | undefined) {
  if (members === undefined) return "nobody";
  return leading?.members === undefined ? "members" : "leader";
}

function largest(answers: readonly Said[]): readonly EtcdMember[] | undefined {
  const lists = answers.flatMap(({ members }) => (members === undefined ? [] : [members]));
  return [...lists].sort((one, other) => other.length - one.length)[0];
}
