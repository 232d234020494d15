import type { MemberLook, StoreLook } from "../datastore/index.ts";
import type { GaugeSight } from "../etcd/index.ts";

export interface GaugedStore extends Pick<StoreLook, "id" | "title"> {
  /** Name of this host's own member. */
  readonly own: string;
}

/** As with the JSON gateway. */
const ELECTION_MS = 10_000;
const OWN_ID = "own";

/** Pure. Without keys only the own member is known; of the others, that they are there. */
export function lookFromGauges(sight: GaugeSight, { id, title, own }: GaugedStore): StoreLook {
  const base = { id, title, kind: "etcd", electionMs: ELECTION_MS } as const;
  const member = { id: OWN_ID, name: own, isThisHost: true } as const;
  if (sight.is === "silent") {
    const answer = { is: "silent", why: sight.why } as const;
    return { ...base, source: "last-known", members: [{ ...member, role: "voter", answer }] };
  }
  const { hasLeader, isLeader, isLearner, sizeBytes, syncMs, tookMs, peers } = sight;
  const others = peers.map(
    (peer): MemberLook => ({
      ...{ id: peer, name: peer, role: "voter", isThisHost: false },
      answer: { is: "not-asked", why: "without its keys etcd tells nothing of others" },
    }),
  );
  return {
    ...base,
    source: "members",
    members: [
      {
        ...member,
        role: isLearner ? "learner" : "voter",
        answer: { is: "answered", roundTripMs: tookMs },
        ...(sizeBytes !== undefined && { sizeBytes }),
        ...(syncMs !== undefined && { syncMs }),
      },
      ...others,
    ],
    ...(hasLeader && isLeader && { leader: OWN_ID }),
    // One of the others; which one, it does not say.
    ...(hasLeader && !isLeader && { claimed: "another member" }),
  };
}
