import { planClusterOperation } from "../../cluster/index.ts";
import { setIn } from "../../spec/index.ts";
import type { OperationKind } from "./kind.ts";
import { paramOf } from "./param.ts";

/** Removes the cluster that this tool made on this host, with its data. */
export const destroy: OperationKind = {
  id: "destroy",
  /** A section that stays would make the cluster anew. */
  rewrite: (text) => setIn(text, [{ path: "spec.cluster", value: undefined }]),
  async plan(request) {
    const { params } = request;
    const cluster = paramOf(params, "cluster");
    const { document } = request;
    if (document.spec.cluster !== undefined) return askedForElsewhere(cluster);
    const distribution = paramOf(params, "distribution");
    return await planClusterOperation("destroy", { ...request, cluster, distribution });
  },
};

function askedForElsewhere(cluster: string) {
  const blocked = {
    code: "CLUSTER_ASKED_FOR",
    message: `${cluster} is asked for by the plane or by user-data: it would be made anew`,
    hint: "Remove its section there first.",
  };
  return { steps: [], skipped: [], blocked: [blocked] };
}
