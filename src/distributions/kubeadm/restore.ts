import type { Blocked, Candidate, Skipped } from "../../engine/index.ts";
import type { ClusterOperationRequest } from "../driver.ts";
import { goingOn, serverOnly, within } from "../shared/operation-plan.ts";
import { othersIn, ownNodeName, pathObstacles } from "../shared/restore.ts";
import { waitSteps } from "../shared/wait.ts";
import { restoreStep } from "./restore-step.ts";
import { TITLE, WAIT } from "./wait.ts";

/** Pure. distributions.md 5.5 and 8.3 rule 5: one member with the data of a snapshot; all others join again. */
export function restore(request: ClusterOperationRequest): Candidate {
  if (request.approved !== undefined) return goingOn(request.approved);
  const { cluster, params, seen } = request;
  const { from = "" } = params;
  const blocked = [
    ...within({ title: TITLE }, request),
    ...serverOnly({ title: TITLE }, request),
    ...pathObstacles(from),
    ...peerObstacles(request),
  ];
  if (blocked.length > 0) return { steps: [], skipped: [], blocked };
  const node = ownNodeName(request);
  const milestones = ["datastore", "api", ...(node === "" ? [] : ["node-ready" as const])] as const;
  return {
    steps: [
      restoreStep({ cluster, from, after: seen.restoredMs ?? 0 }),
      ...waitSteps(WAIT, milestones, { node }),
    ],
    skipped: othersToJoin(request),
    blocked: [],
  };
}

/** One that still runs would go on with the former data, under the same keys. */
function peerObstacles(request: ClusterOperationRequest): readonly Blocked[] {
  const names = othersIn(request).flatMap(({ name, answers }) => (answers ? [name] : []));
  if (names.length === 0) return [];
  return [
    {
      code: "PEERS_ANSWER",
      message: `${names.join(", ")} still ${names.length === 1 ? "runs" : "run"} with the present data`,
      hint: "Switch every other control plane off, or stop its kubelet and move its etcd.yaml away, then plan again.",
    },
  ];
}

function othersToJoin(request: ClusterOperationRequest): readonly Skipped[] {
  return othersIn(request).map(({ name }) => ({
    title: `Join ${name} again`,
    reason: `its data is of a member that is no more: bringup cluster destroy on it; here bringup cluster remove-peer --node ${name} --dead; then let it join`,
  }));
}
