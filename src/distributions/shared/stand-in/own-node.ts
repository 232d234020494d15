import { ownNode, ownPods, type SimulatedNode } from "../../stand-in/cluster-view.ts";
import type { ServerConfig } from "./config.ts";
import type { StandInKind } from "./kind.ts";
import type { Phase } from "./timeline.ts";

interface NodeIn {
  readonly config: ServerConfig;
  readonly phase: Phase;
  /** Of its member of etcd. */
  readonly name: string | undefined;
}

/** Pure: this node as its cluster has it in this phase. */
export function nodeIn(kind: StandInKind, { config, phase, name }: NodeIn): SimulatedNode {
  const { nodeName, nodeIp, labels, taints, datastore, hasOwnNetwork } = config;
  return {
    name: nodeName,
    ip: nodeIp,
    labels: {
      ...Object.fromEntries(labels.map((label) => label.split("=", 2))),
      "node-role.kubernetes.io/control-plane": "true",
      ...(datastore === "etcd" ? { "node-role.kubernetes.io/etcd": "true" } : {}),
    },
    ...(taints.length > 0 && { taints }),
    ...(name !== undefined && { annotations: { [`etcd.${kind.id}.cattle.io/node-name`]: name } }),
    hasOwnNetwork: hasOwnNetwork && phase.network,
    pods: kind.podsOf(config),
  };
}

/** What others are told of this node. */
export function reportOf(moment: Parameters<typeof ownNode>[0]) {
  const node = ownNode(moment);
  const { name } = moment.node;
  return node === undefined ? [] : [{ name, node, pods: [...ownPods(moment)], atMs: moment.nowMs }];
}
