import type { KubeNode } from "../../kube/index.ts";
import type { NodeView } from "../driver.ts";

const ROLE = "node-role.kubernetes.io/";

/** Pure: one Node object in neutral words. */
export function nodeViewOf(node: KubeNode, ownName: string | undefined): NodeView {
  const ready = node.status.conditions.find(({ type }) => type === "Ready");
  const internalIp = node.status.addresses.find(({ type }) => type === "InternalIP")?.address;
  const heartbeatMs = Date.parse(ready?.lastHeartbeatTime ?? "");
  return {
    name: node.metadata.name,
    ready: ready?.status ?? "Unknown",
    reason: ready?.reason ?? "NodeStatusUnknown",
    message: ready?.message ?? "the node has not reported yet",
    version: (node.status.nodeInfo?.kubeletVersion ?? "").replace(/^v/, ""),
    roles: Object.keys(node.metadata.labels ?? {})
      .filter((label) => label.startsWith(ROLE))
      .map((label) => label.slice(ROLE.length))
      .toSorted(),
    ...(internalIp === undefined ? {} : { internalIp }),
    isThisHost: node.metadata.name === ownName,
    ...(Number.isNaN(heartbeatMs) ? {} : { lastHeartbeatMs: heartbeatMs }),
  };
}

/** The network is not there yet: expected until a CNI lands, distributions.md 3.4. */
export function isWaitingForCni({ ready, message }: NodeView): boolean {
  return ready !== "True" && /cni plugin not initialized|cni config uninitialized/i.test(message);
}
