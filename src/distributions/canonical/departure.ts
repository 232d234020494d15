import { type Blocked, type Candidate, knownValue } from "../../engine/index.ts";
import type { ClusterOperationRequest } from "../driver.ts";
import { goingOn, within } from "../shared/operation-plan.ts";
import { destroy } from "./destroy.ts";
import { emptiedForGood } from "./emptied.ts";
import { isWorkerIn } from "./member-role.ts";
import { removeNodeStep } from "./remove-node-step.ts";
import { saveFirst } from "./save-first.ts";
import { sweepStep } from "./sweep.ts";

const TITLE = "Canonical Kubernetes";

/** Pure. This host goes, the cluster goes on: it is taken out of both stores first, then all that is here. */
export function leave(request: ClusterOperationRequest): Candidate {
  if (request.approved !== undefined) return goingOn(request.approved);
  const foreign = within({ title: TITLE }, request);
  if (foreign.length > 0) return refused(foreign);
  const gone = destroy(request);
  const { cluster } = request;
  const sweep = sweepStep({ cluster, others: "go-on" });
  const own = knownValue(request.seen.nodes)?.find(({ isThisHost }) => isThisHost);
  if (isWorkerIn(request)) {
    const emptied = own === undefined ? [] : [emptiedForGood(request, own, "all")];
    const skipped = [...(own === undefined ? [PODS_END] : []), NODE_STAYS, ...gone.skipped];
    return { ...gone, steps: [...emptied, sweep], skipped };
  }
  if (own === undefined) return refused([notKnown("this host")]);
  const blocked = storeObstacles(request, own.name);
  if (blocked.length > 0) return refused(blocked);
  const removal = removeNodeStep({ node: own.name, state: "alive", isOwn: true });
  return {
    steps: [emptiedForGood(request, own, "all"), removal, sweep],
    skipped: [NOT_SAVED_HERE, ...gone.skipped],
    blocked: [],
  };
}

/** Pure. Another node goes, alive or not, by the word of k8sd; distributions.md 13.5 "remove peer". */
export function removePeer(request: ClusterOperationRequest): Candidate {
  if (request.approved !== undefined) return goingOn(request.approved);
  const foreign = within({ title: TITLE }, request);
  if (foreign.length > 0) return refused(foreign);
  const { node: name = "", dead } = request.params;
  const blocked = [...peerObstacles(request, name), ...storeObstacles(request, name)];
  if (blocked.length > 0) return refused(blocked);
  const node = knownValue(request.seen.nodes)?.find((found) => found.name === name);
  const isAlive = node?.ready === "True" && dead !== "yes";
  const state = dead === "yes" ? "dead" : "alive";
  const isMember = (knownValue(request.stores) ?? []).some(({ members }) =>
    members.some((member) => member.name === name),
  );
  const saved = isMember ? saveFirst(request, `pre-removal-${name}`) : { steps: [], skipped: [] };
  return {
    steps: [
      ...saved.steps,
      ...(node === undefined ? [] : [emptiedForGood(request, node, isAlive ? "all" : "none")]),
      removeNodeStep({ node: name, state, isOwn: false }),
    ],
    skipped: [...saved.skipped, isAlive ? STILL_RUNS : PODS_OF_THE_DEAD],
    blocked: [],
  };
}

const PODS_END = {
  title: "Move the pods of this host elsewhere first",
  reason: "the cluster does not answer: what has several copies goes on elsewhere",
};
const PODS_OF_THE_DEAD = {
  title: "Move the pods of that node elsewhere first",
  reason: "nobody runs them any more: they are started elsewhere once the node is gone",
};
const NOT_SAVED_HERE = {
  title: "Save both stores first",
  reason:
    "it would stay, with the keys of the cluster, on a host that is none of it any more: take a snapshot on another control plane",
};
const NODE_STAYS = {
  title: "Take the node of this host out of the cluster",
  reason:
    "a worker has no right to: remove it on a control plane, bringup cluster remove-peer --node",
};
const STILL_RUNS = {
  title: "Remove the snap on that host",
  reason: "k8sd ends there and forgets the cluster; let it leave there, or destroy it afterwards",
};

function refused(blocked: readonly Blocked[]): Candidate {
  return { steps: [], skipped: [], blocked };
}

function notKnown(name: string): Blocked {
  return {
    code: "CLUSTER_UNKNOWN",
    message: `${name} cannot be judged: the nodes or the members of the cluster are not known now`,
    hint: "See bringup status, and plan again when the API and the stores answer.",
  };
}

function peerObstacles(request: ClusterOperationRequest, name: string): readonly Blocked[] {
  if (isWorkerIn(request))
    return [
      {
        code: "NOT_A_CONTROL_PLANE",
        message: "a worker has no right to take others out of the cluster",
        hint: "Do it on a control plane.",
      },
    ];
  const nodes = knownValue(request.seen.nodes);
  const stores = knownValue(request.stores);
  if (nodes === undefined || stores === undefined) return [notKnown(name)];
  const members = stores.flatMap((store) => store.members);
  const own = [...nodes, ...members].find((found) => found.name === name && found.isThisHost);
  if (own !== undefined)
    return [
      {
        code: "NODE_IS_THIS_HOST",
        message: `${name} is this host`,
        hint: "Let it leave (bringup cluster leave), or destroy the cluster.",
      },
    ];
  if ([...nodes, ...members].some((found) => found.name === name)) return [];
  const known = [...new Set([...nodes, ...members].map((found) => found.name))].join(", ");
  return [
    {
      code: "NODE_UNKNOWN",
      message: `${name} is no node of this cluster`,
      hint: `Name one of: ${known}.`,
    },
  ];
}

/** distributions.md 8.3 rules 2 to 4, for both stores: neither says anything of the other. */
function storeObstacles({ stores }: ClusterOperationRequest, name: string): readonly Blocked[] {
  return (knownValue(stores) ?? []).flatMap(({ title, members }) =>
    members
      .filter((member) => member.name === name && member.remove.answer !== "yes")
      .map(({ remove }) => ({
        code: "QUORUM_AT_RISK",
        message: `${name} may not leave, ${title}: ${remove.why}`,
        hint: "Bring the others back first; the last of them is removed by destroying the cluster.",
      })),
  );
}
