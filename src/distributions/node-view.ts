import type { NodeStatus } from "../kube/index.ts";
import type { NodeView } from "./driver.ts";

/** What a node says when it is well is left out: there may be a thousand. */
const COMPLAINTS: ReadonlySet<string> = new Set([
  ...["MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"],
]);

/** Pure: one node as people are told of it. */
export function nodeViewOf(node: NodeStatus, ownName: string | undefined): NodeView {
  const { name, version, roles, internalIp, isCordoned, conditions } = node;
  const ready = conditions.find(({ type }) => type === "Ready");
  const troubles = conditions
    .filter(({ type, status }) => COMPLAINTS.has(type) && status === "True")
    .map(({ type }) => type);
  return {
    ...{ name, version, roles },
    ready: ready?.status ?? "Unknown",
    reason: ready?.reason ?? "NodeStatusUnknown",
    message: ready?.message ?? "the node has not reported yet",
    ...(internalIp === undefined ? {} : { internalIp }),
    isThisHost: name === ownName,
    ...(ready?.sinceMs === undefined ? {} : { sinceMs: ready.sinceMs }),
    ...(isCordoned && { isCordoned }),
    ...(troubles.length > 0 && { troubles }),
  };
}

/** The network is not there yet: expected until a CNI lands, distributions.md 3.4. */
export function isWaitingForCni({ ready, message }: NodeView): boolean {
  return ready !== "True" && /cni plugin not initialized|cni config uninitialized/i.test(message);
}
