import type { StoreReport } from "../../datastore/index.ts";
import {
  type Blocked,
  type Candidate,
  type Handler,
  knownValue,
  type Skipped,
} from "../../engine/index.ts";
import { hostAndPort } from "../../spec/index.ts";
import type { ClusterOperationRequest, NodeView } from "../driver.ts";
import { drainStep, type LeavingNode, memberStep, nodeStep } from "./leave-steps.ts";
import { memberHandler, nodeHandler } from "./member-handler.ts";
import { goingOn, type Operated, within } from "./operation-plan.ts";
import type { ServerKind } from "./server-kind.ts";

export interface Leaving extends Operated {
  /** What is done on a host whose cluster ends. */
  destroy(request: ClusterOperationRequest): Candidate;
}

export function leaveHandlers({ kind, waits }: Operated): readonly Handler[] {
  return [memberHandler(kind, waits), nodeHandler(kind)];
}

/** Pure. distributions.md 13.2 "leave": the cluster goes on, so its member and its node go first. */
export function leavePlan({ kind, destroy }: Leaving, request: ClusterOperationRequest): Candidate {
  if (request.approved !== undefined) return goingOn(request.approved);
  const refused = within(kind, request);
  if (refused.length > 0) return blockedBy(refused);
  const nodes = knownValue(request.seen.nodes);
  const own = nodes?.find(({ isThisHost }) => isThisHost);
  if (own === undefined) return blockedBy([apiNeeded("this host is not seen as a node")]);
  if (isWorkerHost(request)) return workerLeaves(kind, request, { own, destroy });
  const member = memberOf(request, own);
  const params: LeavingNode = {
    ...{ node: own.name, servers: serversOf(nodes ?? [], own) },
    ...(member === undefined ? {} : { member: member.name }),
    ownUnit: kind.unit,
  };
  const problems = [...aloneProblem(params), ...removalProblems(request, member)];
  if (problems.length > 0) return blockedBy(problems);
  const after = destroy(request);
  return {
    ...after,
    steps: [
      drainStep(kind, params, false),
      ...(member === undefined ? [] : [memberStep(kind, params)]),
      nodeStep(kind, params),
      ...after.steps,
    ],
    skipped: [...evenNote(request), ...after.skipped],
  };
}

interface Worker extends Pick<Leaving, "destroy"> {
  readonly own: NodeView;
}

/** Its keys let it empty itself, and no more. */
function workerLeaves(
  kind: ServerKind,
  request: ClusterOperationRequest,
  { own, destroy }: Worker,
): Candidate {
  const after = destroy(request);
  const left: Skipped = {
    title: `Delete node ${own.name} from the cluster`,
    reason: `a worker may not: on a server, bringup cluster remove-peer --node ${own.name} --dead`,
  };
  const params = { node: own.name, servers: [], ownUnit: kind.agentUnit };
  return {
    ...after,
    steps: [drainStep(kind, params, true), ...after.steps],
    skipped: [left, ...after.skipped],
  };
}

/** Pure. distributions.md 13.2 "remove peer". What still runs would come back by itself (1, row 12). */
export function removePeerPlan({ kind }: Operated, request: ClusterOperationRequest): Candidate {
  if (request.approved !== undefined) return goingOn(request.approved);
  const refused = within(kind, request);
  if (refused.length > 0) return blockedBy(refused);
  if (isWorkerHost(request)) return blockedBy([apiNeeded("a worker has no say in the cluster")]);
  const { node = "", dead } = request.params;
  const nodes = knownValue(request.seen.nodes);
  if (nodes === undefined) return blockedBy([apiNeeded("the nodes of the cluster are not known")]);
  const peer = nodes.find(({ name }) => name === node);
  const problems =
    peer === undefined ? [unknownNode(node, nodes)] : peerProblems(request, peer, dead);
  if (peer === undefined || problems.length > 0) return blockedBy(problems);
  const member = memberOf(request, peer);
  const quorum = member === undefined ? [] : removalProblems(request, member);
  if (quorum.length > 0) return blockedBy(quorum);
  const params: LeavingNode = {
    ...{ node, servers: serversOf(nodes, peer), isDead: true },
    ...(member === undefined ? {} : { member: member.name }),
  };
  return {
    steps: [
      drainStep(kind, params, false),
      ...(member === undefined ? [] : [memberStep(kind, params)]),
      nodeStep(kind, params),
    ],
    skipped: [
      ...(member === undefined ? [] : evenNote(request)),
      {
        title: `What lies on the disk of ${node}`,
        reason: `nothing of it is touched; should it start again, it joins again: bringup cluster destroy on it first`,
      },
    ],
    blocked: [],
  };
}

function peerProblems(
  request: ClusterOperationRequest,
  peer: NodeView,
  dead: string | undefined,
): readonly Blocked[] {
  const { name, isThisHost, ready } = peer;
  if (isThisHost)
    return [block("NODE_IS_THIS_HOST", `${name} is this host`, "Use bringup cluster leave.")];
  const answers = memberOf(request, peer)?.reach === "online";
  // `etcd.k3s.cattle.io/remove` on its node would take a live member out of etcd, and nothing more: nobody
  // here keeps the service of that host from starting again. It would come back with its old data, or, where
  // it is the founder and its data was moved away, found a second cluster. Who leaves by itself stops first.
  if (ready === "True" || answers)
    return [
      block(
        "PEER_ALIVE",
        `${name} still runs, and only ${name} itself can keep its service from starting again: removed from here it would come back`,
        "Run bringup cluster leave on it: it moves its pods, leaves etcd and stays off. Where nobody can: switch it off, then remove it as dead.",
      ),
    ];
  if (dead === "yes") return [];
  return [
    block(
      "PEER_SILENT",
      `${name} does not answer, and nobody here can tell whether it is gone for good`,
      "Make sure that it is off and stays off, then say that it is dead (--dead).",
    ),
  ];
}

type Member = StoreReport["members"][number];

/** Its member has the name of the node and eight hex digits behind it. */
function memberOf({ stores }: ClusterOperationRequest, { name, internalIp }: NodeView) {
  const members = knownValue(stores)?.flatMap((store) =>
    store.kind === "etcd" ? store.members : [],
  );
  const own = new RegExp(`^${name.replaceAll(".", "\\.")}-[0-9a-f]{8}$`);
  const isOn = ({ address }: Member) => internalIp !== undefined && hostOf(address) === internalIp;
  return members?.find((member) => own.test(member.name) || isOn(member));
}

function hostOf(address: string | undefined): string | undefined {
  return address?.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
}

/** distributions.md 8.3, rules 1, 2 and 4. */
function removalProblems(
  { stores }: ClusterOperationRequest,
  member: Member | undefined,
): readonly Blocked[] {
  if (stores.is !== "known")
    return [atRisk(stores.is === "unknown" ? stores.why : "there is no datastore on this host")];
  const store = stores.value.find(({ kind }) => kind === "etcd");
  if (store === undefined) return [lastOne("the datastore is a file of this host")];
  if (member === undefined) return [];
  if (store.verdict.voters === 1 && member.role === "voter")
    return [lastOne("it is the last voter: the data would be gone with it")];
  const others = store.members.filter(({ id }) => id !== member.id);
  const late = others.find(({ role }) => role !== "voter");
  if (late !== undefined) return [atRisk(`${late.name} is a ${late.role}, and no voter yet`)];
  const ill = others.find(({ alarms = [], reach }) => alarms.length > 0 || reach !== "online");
  if (ill !== undefined)
    return [atRisk(`${ill.name} ${ill.alarms?.join(", ") ?? `does not answer: ${ill.why ?? ""}`}`)];
  if (store.verdict.voters === 2 && store.leader?.id === member.id)
    return [
      block(
        "LEADER_OF_TWO",
        `${member.name} leads a store of two: without it nobody may lead for a while`,
        "Restart its service so that the other one leads, then plan again.",
      ),
    ];
  return member.remove.answer === "yes" ? [] : [atRisk(member.remove.why)];
}

/** Said and not refused: one goes at a time, and another may come. */
function evenNote({ stores }: ClusterOperationRequest): readonly Skipped[] {
  const voters = knownValue(stores)?.find(({ kind }) => kind === "etcd")?.verdict.voters ?? 0;
  if (voters === 0 || voters % 2 === 0) return [];
  const title = "Keep an odd number of servers";
  const reason = `${voters - 1} are left, and of them no more may fail than of ${Math.max(1, voters - 2)}: add one`;
  return [{ title, reason }];
}

function aloneProblem({ servers }: LeavingNode): readonly Blocked[] {
  return servers.length > 0 ? [] : [lastOne("no other server is known: nobody would go on")];
}

/** Control planes besides this one, by the addresses they are nodes under. */
export function serversOf(nodes: readonly NodeView[], leaving: NodeView): readonly string[] {
  return nodes
    .filter(({ name, roles }) => name !== leaving.name && roles.includes("control-plane"))
    .flatMap(({ internalIp }) =>
      internalIp === undefined ? [] : [`https://${hostAndPort({ host: internalIp, port: 6443 })}`],
    );
}

function isWorkerHost({ seen: { ownership } }: ClusterOperationRequest): boolean {
  return ownership !== undefined && knownValue(ownership)?.role === "worker";
}

function unknownNode(name: string, nodes: readonly NodeView[]): Blocked {
  const names = nodes.map((node) => node.name).join(", ");
  return block("NODE_UNKNOWN", `the cluster has no node ${name}`, `Name one of: ${names}.`);
}

function lastOne(message: string): Blocked {
  return block("LAST_MEMBER", message, "To end the cluster with it: bringup cluster destroy.");
}

function apiNeeded(message: string): Blocked {
  return block("API_NEEDED", message, "Plan it on a server, while the API answers.");
}

function atRisk(message: string): Blocked {
  return block(
    "QUORUM_AT_RISK",
    message,
    "Wait until bringup status shows every other member well, then plan again.",
  );
}

function block(code: string, message: string, hint: string): Blocked {
  return { code, message, hint };
}

function blockedBy(blocked: readonly Blocked[]): Candidate {
  return { steps: [], skipped: [], blocked };
}
