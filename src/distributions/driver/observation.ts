import type { StoreReport } from "../../datastore/index.ts";
import type { Fact, HostView } from "../../engine/index.ts";
import type { KubeAccess } from "../../kube/index.ts";
import type { ClusterSpec } from "../../spec/index.ts";

/** `cluster` is the one of the document, if it has one: what is there may be another. */
export interface ObserveRequest {
  readonly host: HostView;
  readonly cluster: ClusterSpec | undefined;
  /** As a watch has them: they are not asked for again. */
  readonly nodes?: Fact<readonly NodeView[]> | undefined;
  readonly signal: AbortSignal;
}

/** How the API server is asked as its administrator. The key in it is never shown. */
export interface ApiAccess {
  readonly kube: KubeAccess;
  /** Name of this host as a node; absent: not known. */
  readonly nodeName?: string;
}

/** All that this host sees of the cluster. */
export interface ClusterSeen {
  readonly cluster: ClusterObservation;
  readonly stores: Fact<readonly StoreReport[]>;
}

/** The cluster as seen from this host, but for its stores. Neutral words; what is special stays in the driver. */
export interface ClusterObservation {
  /** Which driver looked. */
  readonly distribution: string;
  readonly atMs: number;
  /** Absent: no trace of any cluster. */
  readonly ownership?: Fact<Ownership>;
  readonly installed: Fact<{ readonly version: string }>;
  readonly unit: Fact<{
    readonly name: string;
    readonly active: string;
    readonly sub: string;
    readonly restarts: number;
  }>;
  readonly api: Fact<ApiView>;
  /** The one address of all its servers. Absent: there is none, or it was not asked. */
  readonly endpoint?: Fact<EndpointView>;
  readonly nodes: Fact<readonly NodeView[]>;
  /** Those that run on this host. */
  readonly pods: Fact<{ readonly running: number; readonly total: number }>;
  /** End of the earliest certificate, wall time. */
  readonly certificateEndsMs: Fact<number>;
  /** When the newest of them was written, wall time. Absent: not told. */
  readonly certificatesWrittenMs?: number;
  /** When its data was last brought back from a snapshot on this host, wall time. Absent: never. */
  readonly restoredMs?: number;
  /** Last line that explains the state of the unit. */
  readonly lastEvidence?: string;
  /** Titles of other distributions that left traces on this host too. */
  readonly alsoHere?: readonly string[];
  /** Before this host is part of it: what answers where it shall join. Absent: it shall found one. */
  readonly target?: Fact<JoinTarget>;
  /** Before one is founded: peers and the virtual address that answer already. Absent: not asked. */
  readonly others?: Fact<readonly OtherMember[]>;
}

/** Whose cluster the data on this host belongs to. */
export interface Ownership {
  readonly by: "this-tool" | "someone-else";
  /** What was found, in words: `/var/lib/rancher/k3s/server/db`. */
  readonly evidence: string;
  /** Name of the cluster, where this tool formed or began it. */
  readonly cluster?: string;
  /** The cluster was formed, or joined: going back is an operation of its own. */
  readonly committed?: boolean;
  /** What this node is in it; a control plane unless told. */
  readonly role?: "control-plane" | "worker";
}

/** The one address others come by, as it answers now. */
export interface EndpointView {
  /** `HOST:PORT` */
  readonly endpoint: string;
  /** Why nobody answers there with the authority of this cluster; absent: somebody does. */
  readonly missing?: string;
}

/** The member that a joining host was told to ask. */
export interface JoinTarget {
  readonly server: string;
  /** Of the authority it shows, as `spec.cluster.join.pin`. */
  readonly pin?: string;
  readonly version?: string;
}

/** Somebody answers as a member of a cluster does: founding another beside it would split it. */
export interface OtherMember {
  readonly address: string;
  /** `answers on port 6443`. */
  readonly evidence: string;
  /** What to do about this one. */
  readonly remedy?: string;
}

/** `readyz` of the API server of this host, in words; times in milliseconds. */
export interface ApiView {
  readonly endpoint: string;
  readonly ready: boolean;
  readonly latencyMs: number;
  /** Names of readyz checks that are not ok. */
  readonly failing: readonly string[];
}

/** A node as the API server has it. */
export interface NodeView {
  readonly name: string;
  readonly ready: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
  readonly version: string;
  readonly roles: readonly string[];
  readonly internalIp?: string;
  readonly isThisHost: boolean;
  /** Since when `ready` says so, wall time of the cluster. */
  readonly sinceMs?: number;
  /** It takes no new pods. */
  readonly isCordoned?: true;
  /** What it complains of: `DiskPressure`, `NetworkUnavailable`; absent: of nothing. */
  readonly troubles?: readonly string[];
}
