import type { ClusterObservation, DatastoreMember } from "../distributions/index.ts";

/** canonical-dqlite.md 6.2, as seen from this host. */
export interface Quorum {
  readonly voters: number;
  readonly alive: number;
  readonly needed: number;
  /** How many more voters may go before writes stop; 0 when the quorum is lost. */
  readonly mayFail: number;
  readonly verdict: "single copy" | "OK" | "AT RISK" | "LOST" | "unknown";
}

const UNKNOWN: Quorum = { voters: 0, alive: 0, needed: 0, mayFail: 0, verdict: "unknown" };

export function quorumOf(datastore: ClusterObservation["datastore"]): Quorum {
  if (datastore.is !== "known") return UNKNOWN;
  const members = datastore.value.members.filter(isVoting);
  const voters = members.length;
  if (voters === 0) return UNKNOWN;
  const alive = members.filter(({ reachable }) => reachable).length;
  const needed = Math.floor(voters / 2) + 1;
  const margin = alive - needed;
  const hasLeader = members.some(({ isLeader, reachable }) => isLeader && reachable);
  const counts = { voters, alive, needed, mayFail: Math.max(0, margin) };
  if (margin < 0 || !hasLeader) return { ...counts, mayFail: 0, verdict: "LOST" };
  if (voters === 1) return { ...counts, verdict: "single copy" };
  return { ...counts, verdict: margin === 0 || voters === 2 ? "AT RISK" : "OK" };
}

/** Stopping a member is safe when the quorum holds without it. */
export function mayStop(quorum: Quorum, member: DatastoreMember): boolean {
  return !isVoting(member) || !member.reachable || quorum.mayFail >= 1;
}

function isVoting({ role }: DatastoreMember): boolean {
  return role === "voter" || role === "single";
}
