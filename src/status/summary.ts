import {
  type ClusterObservation,
  type DatastoreMember,
  distributionTitle,
  type NodeView,
} from "../distributions/index.ts";
import { knownValue } from "../engine/index.ts";
import { mayStop, type Quorum, quorumOf } from "./quorum.ts";

/** The sentence a tired person needs, and the numbers behind it. */
export interface ClusterSummary {
  /** `K3s 1.35.3, one node, Ready`. */
  readonly title: string;
  /** Everything that was asked could be read, and is well. Unknown is not healthy. */
  readonly healthy: boolean;
  readonly quorum: Quorum;
  readonly rebootNow: readonly RebootAdvice[];
}

export interface RebootAdvice {
  readonly node: string;
  readonly isThisHost: boolean;
  readonly answer: "yes" | "no" | "unknown";
  /** Why, in one sentence. */
  readonly why: string;
}

/** Pure. */
export function summarizeCluster(seen: ClusterObservation): ClusterSummary {
  const quorum = quorumOf(seen.datastore);
  const nodes = knownValue(seen.nodes) ?? [];
  return {
    title: sentence(seen),
    healthy: isHealthy(seen, quorum),
    quorum,
    rebootNow: nodes.map((node) => adviceFor(node, nodes, { seen, quorum })),
  };
}

function sentence(seen: ClusterObservation): string {
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

function stateOf({ unit, api, nodes }: ClusterObservation): readonly string[] {
  if (unit.is === "known" && unit.value.sub === "auto-restart")
    return [`the service ended and is started again (${unit.value.restarts} times before)`];
  if (unit.is === "absent") return ["not started yet"];
  if (unit.is === "known" && !["active", "activating", "reloading"].includes(unit.value.active))
    return ["the service does not run"];
  if (nodes.is === "known") return nodesOf(nodes.value, api);
  if (unit.is === "known" && unit.value.active === "activating") return ["starting"];
  return ["the API does not answer"];
}

function nodesOf(nodes: readonly NodeView[], api: ClusterObservation["api"]): readonly string[] {
  const [only] = nodes;
  if (only === undefined) return ["no node has registered yet"];
  const notReady = api.is === "known" && !api.value.ready ? ["API not ready"] : [];
  if (nodes.length === 1) return ["one node", words(only), ...notReady];
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

function isHealthy({ unit, api, nodes }: ClusterObservation, { verdict }: Quorum): boolean {
  return (
    unit.is === "known" &&
    unit.value.active === "active" &&
    api.is === "known" &&
    api.value.ready &&
    nodes.is === "known" &&
    nodes.value.length > 0 &&
    nodes.value.every(({ ready }) => ready === "True") &&
    (verdict === "OK" || verdict === "single copy")
  );
}

interface Situation {
  readonly seen: ClusterObservation;
  readonly quorum: Quorum;
}

function adviceFor(
  node: NodeView,
  nodes: readonly NodeView[],
  { seen, quorum }: Situation,
): RebootAdvice {
  const who = { node: node.name, isThisHost: node.isThisHost };
  const member = memberOf(node, knownValue(seen.datastore)?.members ?? []);
  if (nodes.length === 1)
    return { ...who, answer: "yes", why: "the only node: everything on it stops until it is back" };
  if (quorum.verdict === "unknown")
    return { ...who, answer: "unknown", why: "the datastore could not be asked" };
  if (quorum.verdict === "LOST")
    return { ...who, answer: "no", why: "the quorum is lost: bring members back first" };
  if (member === undefined)
    return { ...who, answer: "yes", why: "it holds no part of the datastore" };
  if (mayStop(quorum, member))
    return { ...who, answer: "yes", why: `the quorum holds without it (${margin(quorum)})` };
  return { ...who, answer: "no", why: `the quorum would be lost (${margin(quorum)})` };
}

function margin({ alive, needed }: Quorum): string {
  return `${alive} voters answer, ${needed} needed`;
}

function memberOf(
  node: NodeView,
  members: readonly DatastoreMember[],
): DatastoreMember | undefined {
  return members.find(
    ({ name, address, isThisHost }) =>
      (node.isThisHost && isThisHost) ||
      name === node.name ||
      name.startsWith(`${node.name}-`) ||
      (node.internalIp !== undefined && address?.startsWith(`${node.internalIp}:`) === true),
  );
}
