import { planClusterOperation } from "../../cluster/index.ts";
import type { ClusterOperation } from "../../distributions/index.ts";
import type { Candidate } from "../../engine/index.ts";
import { leftOn, observeHostOwner, ownerObstacle, persistWithdraw } from "../../kairos/index.ts";
import { setIn } from "../../spec/index.ts";
import type { OperationKind, OperationRequest } from "./kind.ts";
import { paramOf } from "./param.ts";

/** What ends the cluster on this host: a section that stays would make it anew, or bring it back in. */
function ending(id: "destroy" | "leave"): OperationKind {
  return {
    id,
    rewrite: (text) => setIn(text, [{ path: "spec.cluster", value: undefined }]),
    async plan(request) {
      const cluster = paramOf(request.params, "cluster");
      if (request.document.spec.cluster !== undefined) return askedForElsewhere(cluster);
      const [left, candidate] = await Promise.all([leftOn(request), planned(id, request)]);
      if (left.length === 0 || candidate.blocked.length > 0) return candidate;
      return { ...candidate, steps: [persistWithdraw(), ...candidate.steps] };
    },
  };
}

/** What is done to a cluster that stays. `needs`: params without which it makes no sense. */
function within(id: ClusterOperation, needs: readonly string[] = []): OperationKind {
  return {
    id,
    async plan(request) {
      for (const name of needs) paramOf(request.params, name);
      return await planned(id, request);
    },
  };
}

/** The document says which version runs: it changes with the approval, not before. */
const upgrade: OperationKind = {
  ...within("upgrade", ["to"]),
  rewrite: (text, params) =>
    setIn(text, [
      { path: "spec.cluster.version", value: paramOf(params, "to") },
      ...(params.artefacts === undefined
        ? []
        : [{ path: "spec.cluster.artefacts", value: params.artefacts }]),
    ]),
};

/** One for each of `CLUSTER_OPERATIONS`; which of them a distribution offers, its driver says. */
export const CLUSTER_KINDS: readonly OperationKind[] = [
  ending("destroy"),
  ending("leave"),
  within("remove-peer", ["node"]),
  within("snapshot", ["name"]),
  within("restore", ["from"]),
  upgrade,
  within("renew-certificates"),
];

async function planned(id: ClusterOperation, request: OperationRequest): Promise<Candidate> {
  const owned = ownerObstacle(await observeHostOwner(request.host));
  if (owned !== undefined) return { steps: [], skipped: [], blocked: [owned] };
  const cluster = paramOf(request.params, "cluster");
  const distribution = paramOf(request.params, "distribution");
  return await planClusterOperation(id, { ...request, cluster, distribution });
}

function askedForElsewhere(cluster: string): Candidate {
  const blocked = {
    code: "CLUSTER_ASKED_FOR",
    message: `${cluster} is asked for by the plane or by user-data: it would be made anew`,
    hint: "Remove its section there first.",
  };
  return { steps: [], skipped: [], blocked: [blocked] };
}
