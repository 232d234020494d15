import type { ClusterSpec } from "../../spec/index.ts";
import type { Problem } from "./cluster-problems.ts";

/** Two of two are no more than one of one: distributions.md 8.3, rule 4. */
export function evenWarning({ join, role, peers }: ClusterSpec): readonly Problem[] {
  const servers = (peers?.length ?? 0) + 1;
  if (role === "worker" || (join === undefined && peers === undefined)) return [];
  if (peers === undefined || servers % 2 === 1) return [];
  return [
    {
      severity: "warning",
      path: "spec.cluster.peers",
      message: `with this host they are ${servers}: of an even number of servers no more may fail than of ${servers - 1}`,
      hint: "Plan for an odd number of servers, three or five.",
    },
  ];
}

/** What keeps its state in a file of one host has no room for a second server. */
export function fileStoreProblem(
  { join, role }: ClusterSpec,
  datastore: string | undefined,
): readonly Problem[] {
  if (join === undefined || role === "worker" || datastore !== "sqlite") return [];
  return [
    {
      severity: "error",
      path: "spec.cluster.native.datastore",
      message: "is sqlite, and a server that joins shares the etcd of the others",
      hint: "Remove it, or join as a worker: role: worker.",
    },
  ];
}
