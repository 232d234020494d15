import { sanitize } from "../../text/index.ts";
import type { KubeNode } from "../objects.ts";

/** One node in neutral words; texts are as the cluster has them, made safe to print and cut short. */
export interface NodeStatus {
  readonly name: string;
  readonly version: string;
  readonly roles: readonly string[];
  readonly internalIp?: string;
  /** It takes no new pods. */
  readonly isCordoned: boolean;
  /** `Ready`, `MemoryPressure`, `DiskPressure`, `PIDPressure`, `NetworkUnavailable`, and what others add. */
  readonly conditions: readonly NodeCondition[];
}

export interface NodeCondition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
  /** Since when it is so, wall time of the cluster. */
  readonly sinceMs?: number;
}

const ROLE = "node-role.kubernetes.io/";
const LONGEST_TEXT = 300;
/** Controllers may add their own; five are the kubelet's. */
const MOST_CONDITIONS = 32;

/** Pure. */
export function nodeStatusOf({ metadata, spec, status }: KubeNode): NodeStatus {
  const internalIp = status.addresses.find(({ type }) => type === "InternalIP")?.address;
  return {
    name: short(metadata.name),
    version: short((status.nodeInfo?.kubeletVersion ?? "").replace(/^v/, "")),
    roles: Object.keys(metadata.labels ?? {})
      .filter((label) => label.startsWith(ROLE))
      .map((label) => short(label.slice(ROLE.length)))
      .toSorted(),
    ...(internalIp === undefined ? {} : { internalIp: short(internalIp) }),
    isCordoned: spec?.unschedulable ?? false,
    conditions: status.conditions.slice(0, MOST_CONDITIONS).map(conditionOf),
  };
}

function conditionOf(condition: KubeNode["status"]["conditions"][number]): NodeCondition {
  const sinceMs = Date.parse(condition.lastTransitionTime ?? "");
  return {
    type: short(condition.type),
    status: condition.status,
    reason: short(condition.reason),
    message: short(condition.message),
    ...(Number.isNaN(sinceMs) ? {} : { sinceMs }),
  };
}

function short(text: string): string {
  return sanitize(text.slice(0, LONGEST_TEXT));
}
