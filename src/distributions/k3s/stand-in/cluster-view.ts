import type { ServerConfig } from "./config.ts";
import type { Failure } from "./failure.ts";
import type { ObjectStore, StoredObject } from "./objects.ts";
import { MOMENTS, type Phase } from "./timeline.ts";

/** The simulated cluster at one moment; from it come nodes and pods. */
export interface ClusterMoment {
  readonly nowMs: number;
  readonly startedMs: number;
  /** Milliseconds of the timeline per millisecond of the clock; 0: everything at once. */
  readonly pace: number;
  readonly phase: Phase;
  readonly config: ServerConfig;
  readonly version: string;
  readonly failure: Failure | undefined;
  readonly store: ObjectStore;
}

const CNI = /flannel|calico|canal|cilium/;

/** Without a network the kubelet says so, distributions.md 3.4; one that was applied takes a moment. */
export function hasNetwork(moment: ClusterMoment): boolean {
  if (moment.failure?.neverReady) return false;
  if (moment.config.flannelBackend !== "none") return true;
  return daemonSets(moment).some(
    ({ object, appliedMs }) =>
      CNI.test(nameOf(object)) && moment.nowMs - appliedMs >= MOMENTS.cni * moment.pace,
  );
}

/** What the kubelet of a machine without troubles says. */
const PRESSURES = [
  ["MemoryPressure", "KubeletHasSufficientMemory"],
  ["DiskPressure", "KubeletHasNoDiskPressure"],
  ["PIDPressure", "KubeletHasSufficientPID"],
] as const;

export function nodesOf(moment: ClusterMoment): readonly object[] {
  if (!moment.phase.registered) return [];
  const { config, nowMs, version } = moment;
  const labels = Object.fromEntries(config.labels.map((label) => label.split("=", 2)));
  return [
    {
      apiVersion: "v1",
      kind: "Node",
      metadata: {
        name: config.nodeName,
        labels: {
          ...labels,
          "bringup.dev/simulated": "true",
          "kubernetes.io/hostname": config.nodeName,
          "node-role.kubernetes.io/control-plane": "true",
          ...(config.datastore === "etcd" ? { "node-role.kubernetes.io/etcd": "true" } : {}),
        },
      },
      status: {
        addresses: [
          { type: "InternalIP", address: config.nodeIp },
          { type: "Hostname", address: config.nodeName },
        ],
        conditions: [
          ...PRESSURES.map(([type, reason]) => ({ type, status: "False", reason, message: "" })),
          { type: "Ready", ...readiness(moment), lastHeartbeatTime: heartbeat(nowMs) },
        ],
        nodeInfo: { kubeletVersion: `v${version}`, containerRuntimeVersion: "simulated" },
      },
    },
  ];
}

/** CoreDNS, which K3s brings, and one pod for each DaemonSet: the containers themselves do not exist. */
export function podsOf(moment: ClusterMoment): readonly object[] {
  if (!moment.phase.registered) return [];
  const running = hasNetwork(moment) ? "Running" : "Pending";
  const sets = daemonSets(moment).map(({ object }) =>
    pod(namespaceOf(object), `${nameOf(object)}-x7k2p`, running),
  );
  return [pod("kube-system", "coredns-5688667fd4-q9w4z", running), ...sets];
}

function readiness(moment: ClusterMoment): object {
  if (hasNetwork(moment))
    return { status: "True", reason: "KubeletReady", message: "kubelet is posting ready status" };
  return {
    status: "False",
    reason: "KubeletNotReady",
    message:
      "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized",
  };
}

function pod(namespace: string, name: string, phase: string): object {
  return { apiVersion: "v1", kind: "Pod", metadata: { namespace, name }, status: { phase } };
}

function daemonSets({ store }: ClusterMoment): readonly StoredObject[] {
  return store
    .under("/apis/apps/v1/namespaces/")
    .filter(({ object }) => object.kind === "DaemonSet");
}

function nameOf(object: Readonly<Record<string, unknown>>): string {
  return metadataText(object, "name");
}

function namespaceOf(object: Readonly<Record<string, unknown>>): string {
  return metadataText(object, "namespace");
}

function metadataText({ metadata }: Readonly<Record<string, unknown>>, field: string): string {
  if (typeof metadata !== "object" || metadata === null) return "";
  const found = Object.entries(metadata).find(([key]) => key === field)?.[1];
  return typeof found === "string" ? found : "";
}

/** The kubelet posts every ten seconds. */
function heartbeat(nowMs: number): string {
  return new Date(Math.floor(nowMs / 10_000) * 10_000).toISOString().replace(/\.\d+Z$/, "Z");
}
