import type { MemberReport, StopAdvice, StoreReport } from "../datastore/index.ts";
import {
  type ClusterObservation,
  type ClusterSeen,
  distributionTitle,
  type NodeView,
} from "../distributions/index.ts";
import { knownValue } from "../engine/index.ts";

/** The sentence a tired person needs, and the numbers behind it. */
export interface ClusterSummary {
  /** `K3s 1.35.3, one node, Ready`. */
  readonly title: string;
  /** Everything that was asked could be read, and is well. Unknown is not healthy. */
  readonly healthy: boolean;
  readonly rebootNow: readonly RebootAdvice[];
}

export interface RebootAdvice extends StopAdvice {
  readonly node: string;
  readonly isThisHost: boolean;
}

/** Pure. */
export function summarizeCluster({ cluster, stores }: ClusterSeen): ClusterSummary {
  const nodes = knownValue(cluster.nodes) ?? [];
  return {
    title: clusterTitle(cluster),
    healthy: isHealthy({ cluster, stores }),
    rebootNow: nodes.map((node) => ({
      node: node.name,
      isThisHost: node.isThisHost,
      ...(isWorker(cluster.ownership) && node.isThisHost ? WORKER : adviceFor(node, nodes, stores)),
    })),
  };
}

/** Pure: `K3s 1.35.3, one node, Ready`. */
export function clusterTitle(seen: ClusterObservation): string {
  if (isNothing(seen)) return "no cluster on this host";
  const title = distributionTitle(seen.distribution);
  const version = knownValue(seen.installed)?.version.split("+")[0];
  const name = version === undefined ? title : `${title} ${version}`;
  return [name, ...stateOf(seen)].join(", ");
}

function isNothing({ installed, unit, ownership }: ClusterObservation): boolean {
  const owned = ownership !== undefined && ownership.is !== "absent";
  return installed.is === "absent" && unit.is === "absent" && !owned;
}

function stateOf({ unit, api, nodes, ownership }: ClusterObservation): readonly string[] {
  if (unit.is === "known" && unit.value.sub === "auto-restart")
    return [`the service ended and is started again (${unit.value.restarts} times before)`];
  if (unit.is === "absent") return ["not started yet"];
  if (unit.is === "known" && !["active", "activating", "reloading"].includes(unit.value.active))
    return ["the service does not run"];
  if (nodes.is === "known") return nodesOf(nodes.value, api, oneOf(ownership));
  if (unit.is === "known" && unit.value.active === "activating") return ["starting"];
  return ["the API does not answer"];
}

/** The kubelet of a worker sees no other node, however many there are. */
function oneOf(ownership: ClusterObservation["ownership"]): string {
  return isWorker(ownership) ? "this node, seen by itself" : "one node";
}

function isWorker(ownership: ClusterObservation["ownership"]): boolean {
  return ownership?.is === "known" && ownership.value.role === "worker";
}

function nodesOf(
  nodes: readonly NodeView[],
  api: ClusterObservation["api"],
  one: string,
): readonly string[] {
  const [only] = nodes;
  if (only === undefined) return ["no node has registered yet"];
  const notReady = api.is === "known" && !api.value.ready ? ["API not ready"] : [];
  if (nodes.length === 1) return [one, words(only), ...notReady];
  const ready = nodes.filter(({ ready: state }) => state === "True").length;
  return [
    `${nodes.length} nodes`,
    ready === nodes.length ? "Ready" : `${ready} Ready`,
    ...notReady,
  ];
}

function words({ ready }: NodeView): string {
  return { True: "Ready", False: "NotReady", Unknown: "state unknown" }[ready];
}

function isHealthy({ cluster: { unit, api, nodes, ownership }, stores }: ClusterSeen): boolean {
  return (
    unit.is === "known" &&
    unit.value.active === "active" &&
    api.is === "known" &&
    api.value.ready &&
    nodes.is === "known" &&
    nodes.value.length > 0 &&
    nodes.value.every(({ ready }) => ready === "True") &&
    (isWorker(ownership) || areStoresWell(stores))
  );
}

function areStoresWell(stores: ClusterSeen["stores"]): boolean {
  return (
    stores.is === "known" &&
    stores.value.length > 0 &&
    stores.value.every(({ verdict }) => verdict.is === "OK" || verdict.is === "single copy")
  );
}

function adviceFor(
  node: NodeView,
  nodes: readonly NodeView[],
  stores: ClusterSeen["stores"],
): StopAdvice {
  if (stores.is === "absent")
    return nodes.length === 1 ? ONLY : unsure("no datastore was found on this host");
  if (stores.is === "unknown") return unsure(`the datastore could not be asked: ${stores.why}`);
  const isShared = stores.value.some(({ members, isPartial }) => isPartial ?? members.length > 1);
  if (nodes.length === 1 && !isShared) return ONLY;
  return adviseMembers(stores.value, (member) => isOn(member, node));
}

const ONLY: StopAdvice = {
  answer: "yes",
  why: "the only node: everything on it stops until it is back",
};

const WORKER: StopAdvice = {
  answer: "yes",
  why: "a worker holds no part of the datastore; its pods stop or move elsewhere until it is back",
};

/** Pure: about a host, by the members on it of all stores; the worst answer counts. */
export function adviseMembers(
  stores: readonly StoreReport[],
  isOnHost: (member: MemberReport) => boolean,
): StopAdvice {
  const advice = stores.flatMap(({ members, title }) => {
    const own = members.filter(isOnHost).map(({ stop }) => stop);
    return members.length === 0 ? [unsure(`nobody tells the members of ${title}`)] : own;
  });
  const is = (answer: StopAdvice["answer"]) => advice.find((each) => each.answer === answer);
  // A yes may have a price in one store only: every one is told.
  const prices = [...new Set(advice.map(({ why }) => why))].join("; ");
  const fine = advice.length === 0 ? "it holds no part of the datastore" : prices;
  return is("no") ?? is("unknown") ?? { answer: "yes", why: fine };
}

function unsure(why: string): StopAdvice {
  return { answer: "unknown", why };
}

function isOn({ name, address, isThisHost }: MemberReport, node: NodeView): boolean {
  if (isThisHost || node.isThisHost) return isThisHost && node.isThisHost;
  return (
    name === node.name ||
    name.startsWith(`${node.name}-`) ||
    (node.internalIp !== undefined && address?.startsWith(`${node.internalIp}:`) === true)
  );
}
