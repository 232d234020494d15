import type { Blocked, Candidate } from "../../engine/index.ts";
import type { ClusterOperationRequest } from "../driver.ts";
import { goingOn, serverOnly, storeOf, within } from "../shared/operation-plan.ts";
import { nameObstacles } from "../shared/snapshot.ts";
import { snapshotStep } from "./snapshot-step.ts";
import { TITLE } from "./wait.ts";

/** Pure. distributions.md 5.5: etcd is asked while it runs; the keys of the cluster lie beside its answer. */
export function snapshot(request: ClusterOperationRequest): Candidate {
  if (request.approved !== undefined) return goingOn(request.approved);
  const { cluster, params } = request;
  const { name = "" } = params;
  const store = storeOf(request);
  const blocked = [
    ...within({ title: TITLE }, request),
    ...serverOnly({ title: TITLE }, request),
    ...nameObstacles(name),
    ...(store.is === "refused" ? [store.why] : ownMemberObstacles(request)),
  ];
  const steps = blocked.length > 0 ? [] : [snapshotStep({ cluster, name })];
  return { steps, skipped: [], blocked };
}

/** Another member cannot be asked for this one's pod. */
function ownMemberObstacles({ stores }: ClusterOperationRequest): readonly Blocked[] {
  const members = stores.is === "known" ? stores.value.flatMap((store) => store.members) : [];
  const own = members.find(({ isThisHost }) => isThisHost);
  if (own === undefined || own.reach === "online") return [];
  return [
    {
      code: "CLUSTER_DOWN",
      message: `etcd of this host does not answer${own.why === undefined ? "" : `: ${own.why}`}`,
      hint: "See that the kubelet and containerd run: systemctl status kubelet containerd.",
    },
  ];
}
