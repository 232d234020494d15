import type { StoreReport } from "../../datastore/index.ts";
import { type Blocked, type Candidate, knownValue } from "../../engine/index.ts";
import type { ClusterOperationRequest, NodeView } from "../driver.ts";
import { goingOn, within } from "../shared/operation-plan.ts";
import { deleteNodeStep } from "./delete-node-step.ts";
import { destroy } from "./destroy.ts";
import { emptiedForGood } from "./emptied.ts";
import { type RemoveMemberParams, removeMemberStep } from "./remove-member-step.ts";
import { isWorker } from "./renew.ts";
import { type SavedFirst, saveFirst } from "./save-first.ts";
import { TITLE } from "./wait.ts";

type Member = StoreReport["members"][number];

/** Pure. This host goes, the cluster goes on: its node and its member first, then all that is here. */
export function leave(request: ClusterOperationRequest): Candidate {
  if (request.approved !== undefined) return goingOn(request.approved);
  const foreign = within({ title: TITLE }, request);
  if (foreign.length > 0) return refused(foreign);
  const gone = destroy(request);
  const node = knownValue(request.seen.nodes)?.find(({ isThisHost }) => isThisHost);
  if (isWorker(request)) return workerLeaves(request, node, gone);
  const members = membersOf(request);
  const own = members.find(({ isThisHost }) => isThisHost);
  if (node === undefined || own === undefined) return refused([notKnown("this host")]);
  const blocked = removalObstacles(own);
  if (blocked.length > 0) return refused(blocked);
  const departing = { name: own.name, urls: urlsOf(members, own), isOwn: true } as const;
  return {
    steps: [
      emptiedForGood(request, node, "all"),
      deleteNodeStep({ node: node.name, isOwn: true }),
      removeMemberStep(departing),
      ...gone.steps,
    ],
    skipped: [NOT_SAVED_HERE, ...gone.skipped],
    blocked: [],
  };
}

/** Where the cluster cannot be asked its pods end with it. */
function workerLeaves(
  request: ClusterOperationRequest,
  node: NodeView | undefined,
  gone: Candidate,
): Candidate {
  const emptied = node === undefined ? [] : [emptiedForGood(request, node, "all")];
  const skipped = [...(node === undefined ? [PODS_END] : []), NODE_STAYS, ...gone.skipped];
  return { steps: [...emptied, ...gone.steps], skipped, blocked: [] };
}

/** Pure. Another node goes, alive or not; a control plane with its member of etcd. */
export function removePeer(request: ClusterOperationRequest): Candidate {
  if (request.approved !== undefined) return goingOn(request.approved);
  const foreign = within({ title: TITLE }, request);
  if (foreign.length > 0) return refused(foreign);
  const name = request.params.node ?? "";
  const node = knownValue(request.seen.nodes)?.find((found) => found.name === name);
  const members = membersOf(request);
  const member = members.find((found) => found.name === name);
  const blocked = peerObstacles(request, { name, isThere: (node ?? member) !== undefined });
  if (blocked.length > 0) return refused(blocked);
  if (node?.isThisHost === true || member?.isThisHost === true) return refused([itself(name)]);
  const unsafe = member === undefined ? [] : removalObstacles(member);
  if (unsafe.length > 0) return refused(unsafe);
  return removal(request, name, {
    ...(node === undefined ? {} : { node }),
    ...(member === undefined ? {} : { member: { name, urls: urlsOf(members, member) } }),
  });
}

interface Peer {
  readonly node?: NodeView;
  readonly member?: RemoveMemberParams;
}

function removal(request: ClusterOperationRequest, name: string, peer: Peer): Candidate {
  const { node, member } = peer;
  const isAlive = node?.ready === "True" && request.params.dead !== "yes";
  const saved = member === undefined ? NOTHING : saveFirst(request, `pre-removal-${name}`);
  return {
    steps: [
      ...saved.steps,
      ...(node === undefined ? [] : [emptiedForGood(request, node, isAlive ? "all" : "none")]),
      ...(member === undefined ? [] : [removeMemberStep(member)]),
      deleteNodeStep({ node: name }),
    ],
    skipped: [...saved.skipped, isAlive ? STILL_RUNS : PODS_OF_THE_DEAD],
    blocked: [],
  };
}

const NOTHING: SavedFirst = { steps: [], skipped: [] };

const PODS_END = {
  title: "Move the pods of this host elsewhere first",
  reason: "the cluster does not answer: what has several copies goes on elsewhere",
};
const PODS_OF_THE_DEAD = {
  title: "Move the pods of that node elsewhere first",
  reason: "nobody runs them any more: they are started elsewhere once the node is gone",
};
const NOT_SAVED_HERE = {
  title: "Save what etcd holds first",
  reason:
    "it would stay, with the keys of the cluster, on a host that is none of it any more: take a snapshot on another control plane",
};
const NODE_STAYS = {
  title: "Take the node of this host out of the cluster",
  reason:
    "a worker has no right to: remove it on a control plane, bringup cluster remove-peer --node",
};
const STILL_RUNS = {
  title: "Remove what lies on that host",
  reason: "it still runs: let it leave there, or destroy it there afterwards",
};

function refused(blocked: readonly Blocked[]): Candidate {
  return { steps: [], skipped: [], blocked };
}

function membersOf({ stores }: ClusterOperationRequest): readonly Member[] {
  return knownValue(stores)?.flatMap(({ members }) => members) ?? [];
}

function urlsOf(members: readonly Member[], gone: Member): readonly string[] {
  return members
    .filter(({ id, isThisHost }) => id !== gone.id && !isThisHost)
    .flatMap(({ address }) => (address === undefined ? [] : `https://${address}`));
}

/** distributions.md 8.3 rules 2 to 4: the others have to be enough, and the last one takes the data along. */
function removalObstacles({ name, remove }: Member): readonly Blocked[] {
  if (remove.answer === "yes") return [];
  return [
    {
      code: "QUORUM_AT_RISK",
      message: `${name} may not leave etcd: ${remove.why}`,
      hint: "Bring the others back first; the last of them is removed by destroying the cluster.",
    },
  ];
}

function peerObstacles(
  request: ClusterOperationRequest,
  { name, isThere }: { readonly name: string; readonly isThere: boolean },
): readonly Blocked[] {
  const { nodes } = request.seen;
  if (isWorker(request))
    return [
      {
        code: "NOT_A_CONTROL_PLANE",
        message: "a worker has no right to take others out of the cluster",
        hint: "Do it on a control plane.",
      },
    ];
  if (nodes.is !== "known") return [notKnown(name)];
  if (isThere) return [];
  return [
    {
      code: "NODE_UNKNOWN",
      message: `${name} is no node of this cluster`,
      hint: `Name one of: ${nodes.value.map((node) => node.name).join(", ")}.`,
    },
  ];
}

function itself(name: string): Blocked {
  return {
    code: "NODE_IS_THIS_HOST",
    message: `${name} is this host`,
    hint: "Let it leave: bringup cluster leave.",
  };
}

function notKnown(what: string): Blocked {
  return {
    code: "CLUSTER_UNKNOWN",
    message: `what ${what} is in its cluster cannot be read now`,
    hint: "See bringup status, then plan again.",
  };
}
