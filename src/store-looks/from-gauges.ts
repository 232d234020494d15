import type { MemberLook, StoreLook } from "../datastore/index.ts";
import type { GaugeSight } from "../etcd/index.ts";

export interface GaugedStore extends Pick<StoreLook, "id" | "title"> {
  /** Name of this host's own member. */
  readonly own: string;
}

/** As with the JSON gateway. */
const ELECTION_MS = 10_000;
const OWN_ID = "own";

/**
 * Pure. Without keys only the own member is known; of the others, that it once spoke with them, whether
 * they vote or are still members. One that leads and never spoke with anybody was elected by itself
 * alone: nothing else tells that there are no others.
 */
export function lookFromGauges(sight: GaugeSight, { id, title, own }: GaugedStore): StoreLook {
  const base = { id, title, kind: "etcd", electionMs: ELECTION_MS } as const;
  const member = { name: own, isThisHost: true } as const;
  if (sight.is === "silent") {
    const answer = { is: "silent", why: sight.why } as const;
    const members = [{ ...member, id: OWN_ID, role: "voter", answer } as const];
    return { ...base, source: "last-known", isPartial: true, members };
  }
  const { id: ownId = OWN_ID, hasLeader, isLeader, isLearner, peers, ...told } = sight;
  const { sizeBytes, syncMs, tookMs } = told;
  const leads = hasLeader && isLeader;
  const others = peers.map(
    (peer): MemberLook => ({
      ...{ id: peer, name: peer, role: "voter", isThisHost: false },
      answer: { is: "not-asked", why: "without its keys etcd tells nothing of others" },
    }),
  );
  return {
    ...base,
    source: "members",
    ...(!(leads && peers.length === 0) && { isPartial: true }),
    members: [
      {
        ...member,
        id: ownId,
        role: isLearner ? "learner" : "voter",
        answer: { is: "answered", roundTripMs: tookMs },
        ...(sizeBytes !== undefined && { sizeBytes }),
        ...(syncMs !== undefined && { syncMs }),
      },
      ...others,
    ],
    ...(leads && { leader: ownId }),
    // One of the others; which one, it does not say.
    ...(hasLeader && !isLeader && { claimed: "another member" }),
  };
}
