import type { ObjectStore, StoredObject } from "./objects.ts";

/** The simulated cluster at one moment, whichever distribution it is of; from it come nodes and pods. */
export interface ClusterMoment {
  readonly nowMs: number;
  /** Milliseconds of the timeline per millisecond of the clock; 0: everything at once. */
  readonly pace: number;
  readonly phase: { readonly api: boolean; readonly registered: boolean };
  readonly node: SimulatedNode;
  /** Of Kubernetes, as the kubelet reports it, without `v`. */
  readonly version: string;
  readonly neverReady: boolean;
  readonly store: ObjectStore;
}

export interface SimulatedNode {
  readonly name: string;
  readonly ip: string;
  readonly labels: Readonly<Record<string, string>>;
  /** It needs no CNI that is applied. */
  readonly hasOwnNetwork: boolean;
  /** Beside one for each DaemonSet; a static pod runs without a network. */
  readonly pods: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly isStatic?: true;
  }[];
}

/** An applied network works after this long, milliseconds at pace 1. */
export const CNI_MS = 1200;

const CNI = /flannel|calico|canal|cilium/;

/** Without a network the kubelet says so, distributions.md 3.4; one that was applied takes a moment. */
export function hasNetwork(moment: ClusterMoment): boolean {
  if (moment.neverReady) return false;
  if (moment.node.hasOwnNetwork) return true;
  return daemonSets(moment).some(
    ({ object, appliedMs }) =>
      CNI.test(nameOf(object)) && moment.nowMs - appliedMs >= CNI_MS * moment.pace,
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
  const { node, nowMs, version } = moment;
  return [
    {
      apiVersion: "v1",
      kind: "Node",
      metadata: {
        name: node.name,
        labels: {
          ...node.labels,
          "bringup.dev/simulated": "true",
          "kubernetes.io/hostname": node.name,
        },
      },
      status: {
        addresses: [
          { type: "InternalIP", address: node.ip },
          { type: "Hostname", address: node.name },
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

/** Those it is said to have, and one for each DaemonSet: the containers themselves do not exist. */
export function podsOf(moment: ClusterMoment): readonly object[] {
  if (!moment.phase.registered) return [];
  const running = hasNetwork(moment) ? "Running" : "Pending";
  const sets = daemonSets(moment).map(({ object }) =>
    pod(namespaceOf(object), `${nameOf(object)}-x7k2p`, running),
  );
  const own = moment.node.pods.map(({ namespace, name, isStatic }) =>
    pod(namespace, name, isStatic ? "Running" : running),
  );
  return [...own, ...sets];
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
