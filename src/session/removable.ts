import type { Snapshot } from "./contract.ts";

/** The cluster of ours here, which its distribution can remove again; `undefined`: there is none. */
export function removableCluster({
  cluster: seen,
  offers,
}: Snapshot): { readonly cluster: string; readonly distribution: string } | undefined {
  const owner = seen?.ownership;
  if (seen == null || owner?.is !== "known" || owner.value.by === "someone-else") return undefined;
  const offered = offers?.distributions.find(({ id }) => id === seen.distribution);
  // Not looked yet: its plan says then whether it can be done.
  if (offers !== undefined && offered?.operations.includes("destroy") !== true) return undefined;
  const { cluster } = owner.value;
  return cluster === undefined ? undefined : { cluster, distribution: seen.distribution };
}
