import { isRecord } from "../../json/index.ts";
import { isEvicted } from "./evicted.ts";
import type { NodeReport } from "./node-reports.ts";
import { hasLeft, NODES } from "./node-write.ts";
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
  /** What the kubelets of other nodes said last, by name; absent: there are no others. */
  readonly others?: ReadonlyMap<string, NodeReport>;
}

export interface SimulatedNode {
  readonly name: string;
  readonly ip: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** `key=value:Effect`. */
  readonly taints?: readonly string[];
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

/** Beyond this a node that says nothing is Unknown, milliseconds at pace 1. */
const GRACE_MS = 40_000;
const LEAST_GRACE_MS = 4000;

/** This one, and whoever registered. */
export function nodesOf(moment: ClusterMoment): readonly object[] {
  const { store, node } = moment;
  const own = ownNode(moment);
  const others = store
    .under(NODES)
    .filter(({ object }) => nameOf(object) !== node.name && !hasLeft(store, nameOf(object)))
    .map(({ object }) => otherNode(object, moment));
  return [...(own === undefined ? [] : [withWritten(own, moment)]), ...others];
}

/** As its kubelet shows it; `undefined`: it is no node, or not yet. */
export function ownNode(moment: ClusterMoment): Record<string, unknown> | undefined {
  const { node, phase, store } = moment;
  return phase.registered && !hasLeft(store, node.name) ? shownNode(moment) : undefined;
}

/** What its kubelet has to say. */
export function shownNode(moment: ClusterMoment): Record<string, unknown> {
  const { node, nowMs, version } = moment;
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: node.name,
      labels: {
        ...node.labels,
        "bringup.dev/simulated": "true",
        "kubernetes.io/hostname": node.name,
      },
      ...(node.annotations === undefined ? {} : { annotations: node.annotations }),
    },
    ...(node.taints === undefined ? {} : { spec: { taints: node.taints.map(taintOf) } }),
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
  };
}

/** `key=value:Effect`, as it is configured. */
function taintOf(text: string): object {
  const [, key = text, , value = "", effect = "NoSchedule"] =
    /^([^=:]+)(=([^:]*))?:(\w+)$/.exec(text) ?? [];
  return { key, ...(value === "" ? {} : { value }), effect };
}

/** What people wrote of it, over what its kubelet says. */
function withWritten(node: Record<string, unknown>, { store }: ClusterMoment): object {
  const written = store.get(`${NODES}${nameOf(node)}`)?.object;
  if (written === undefined) return node;
  const [seen, told] = [recordIn(node, "metadata"), recordIn(written, "metadata")];
  const labels = { ...recordIn(seen, "labels"), ...recordIn(told, "labels") };
  return {
    ...node,
    metadata: {
      ...told,
      ...seen,
      ...(told.annotations ? { annotations: told.annotations } : {}),
      labels,
    },
    spec: { ...recordIn(node, "spec"), ...recordIn(written, "spec") },
  };
}

function otherNode(written: Record<string, unknown>, moment: ClusterMoment): object {
  const report = moment.others?.get(nameOf(written));
  const graceMs = Math.max(LEAST_GRACE_MS, GRACE_MS * moment.pace);
  if (report !== undefined && moment.nowMs - report.atMs < graceMs)
    return withWritten(report.node, moment);
  const silent = {
    ...{ type: "Ready", status: "Unknown", reason: "NodeStatusUnknown" },
    message: "Kubelet stopped posting node status.",
  };
  const status = recordIn(written, "status");
  return { ...withWritten(written, moment), status: { ...status, conditions: [silent] } };
}

function recordIn(object: Readonly<Record<string, unknown>>, field: string) {
  const value = object[field];
  return isRecord(value) ? value : {};
}

/** All of the cluster, or those of one node: the containers themselves do not exist. */
export function podsOf(moment: ClusterMoment, node?: string): readonly object[] {
  const { store, others = new Map<string, NodeReport>() } = moment;
  const reported = [...others.values()].filter(({ name }) => name !== moment.node.name);
  const all = [...ownPods(moment), ...reported.flatMap(({ pods }) => pods), ...writtenPods(store)];
  const isGone = (pod: object) => isEvicted(store, pod);
  return all.filter((pod) => !isGone(pod) && (node === undefined || nodeNameOf(pod) === node));
}

/** Those it is said to have, and one for each DaemonSet. */
export function ownPods(moment: ClusterMoment): readonly Record<string, unknown>[] {
  if (!moment.phase.registered || hasLeft(moment.store, moment.node.name)) return [];
  const running = hasNetwork(moment) ? "Running" : "Pending";
  const on = moment.node.name;
  const sets = daemonSets(moment).map(({ object }) => {
    const owner = { kind: "DaemonSet", name: nameOf(object) };
    const metadata = { name: `${nameOf(object)}-x7k2p`, ownerReferences: [owner] };
    return pod(namespaceOf(object), metadata, { on, phase: running });
  });
  const own = moment.node.pods.map(({ namespace, name, isStatic }) =>
    isStatic
      ? pod(namespace, { name, annotations: MIRROR }, { on, phase: "Running" })
      : pod(namespace, { name }, { on, phase: running }),
  );
  return [...own, ...sets];
}

/** As the kubelet marks those it runs from files. */
const MIRROR = { "kubernetes.io/config.mirror": "simulated" };

function writtenPods(store: ObjectStore): readonly object[] {
  return store
    .under("/api/v1/namespaces/")
    .filter(({ object }) => object.kind === "Pod")
    .map(({ object }) => object);
}

function nodeNameOf(pod: object): unknown {
  return "spec" in pod && isRecord(pod.spec) ? pod.spec.nodeName : undefined;
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

interface PodAbout {
  readonly name: string;
  readonly annotations?: object;
  readonly ownerReferences?: readonly object[];
}

interface Runs {
  readonly on: string;
  readonly phase: string;
}

function pod(namespace: string, about: PodAbout, { on, phase }: Runs) {
  const metadata = { namespace, ...about };
  return { apiVersion: "v1", kind: "Pod", metadata, spec: { nodeName: on }, status: { phase } };
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
