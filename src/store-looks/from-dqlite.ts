import type { MemberAnswer, StoreLook } from "../datastore/index.ts";
import { judgeSights, type Member, type Sight } from "../dqlite/index.ts";

/** An election takes 3 to 6 s with the network latency Dqlite assumes (canonical/dqlite, raft). */
const ELECTION_MS = 7000;

export interface DqliteStore extends Pick<StoreLook, "id" | "title" | "repairsWithinMs"> {
  /** Address of this host's own member. */
  readonly ownAddress?: string;
  /** What a file of this host says of the members: counts when no node tells. */
  lastKnown?(): readonly Member[];
  nameOf(address: string): string;
}

/** Pure. */
export function lookFromDqlite(sights: readonly Sight[], store: DqliteStore): StoreLook {
  const { leader, claimed, source, disagree, ...told } = judgeSights(sights);
  const { ownAddress, nameOf, lastKnown, ...about } = store;
  const isFromFile = told.members.length === 0;
  const members = isFromFile ? (lastKnown?.() ?? []) : told.members;
  return {
    ...about,
    kind: "dqlite",
    members: members.map(({ id, address, role }) => ({
      id: hex(id),
      name: nameOf(address),
      address,
      role,
      isThisHost: address === ownAddress,
      answer: answerOf(sights.find((sight) => sight.address === address)),
    })),
    ...(leader === undefined ? {} : { leader: hex(leader.id) }),
    ...(claimed === undefined ? {} : { claimed: hex(claimed.id) }),
    source: isFromFile && members.length > 0 ? "last-known" : SOURCES[source],
    disagree,
    electionMs: ELECTION_MS,
  };
}

/** Somebody is there, and speaks otherwise or does not take our keys: no word on the store. */
const STRANGE = /^(PROTOCOL$|ERR_SSL_|ERR_TLS_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/;

const SOURCES = {
  leader: "leader",
  voters: "members",
  "one node": "last-known",
  nobody: "nobody",
} as const;

function answerOf(sight: Sight | undefined): MemberAnswer {
  if (sight === undefined) return { is: "not-asked", why: "just learned of" };
  const { said } = sight;
  if (said.is === "answer") return { is: "answered", roundTripMs: said.tookMs };
  return { is: STRANGE.test(said.code) ? "not-asked" : "silent", why: said.why };
}

/** As the shell of Dqlite shows ids. */
export function hex(id: bigint): string {
  return id.toString(16);
}
