// Types only, over 150 lines: the whole contract of a distribution in one place.
import type { Artefact } from "../artefacts/index.ts";
import type { StoreReport, StoreSource } from "../datastore/index.ts";
import type { Blocked, Candidate, Fact, Handler, HostView, NewCondition } from "../engine/index.ts";
import type { KubeAccess } from "../kube/index.ts";
import type { NoProxyEntry } from "../proxy/index.ts";
import type { ClusterSpec, EdgeHost, Issue } from "../spec/index.ts";
import type { DriverChecks } from "./driver-checks.ts";
import type { RecoveryGuide } from "./recovery.ts";

/**
 * One distribution as it is seen on a host, whoever set it up: in one folder, without writing, and
 * never past `HostView`. Nothing outside `src/distributions` names a distribution.
 */
export interface Observer {
  /** As in `spec.cluster.distribution`. */
  readonly id: string;
  readonly title: string;
  /** Read-only; every source has its own deadline; "down" is a fact, not a throw. */
  observe(request: ObserveRequest): Promise<ClusterObservation>;
  /** How the API server of this host is asked. Absent: none was ever up here. */
  observeAccess(host: HostView): Promise<Fact<ApiAccess>>;
  /** What keeps the state of the cluster: looked at far more often than the rest. Read-only. */
  openStores(host: HostView): StoreSource;
  /** Pure. */
  conditions(cluster: ClusterSpec | undefined, seen: ClusterSeen): readonly NewCondition[];
  /** Known failures by their traces in the journal of the unit; first match explains. */
  readonly signatures: readonly Signature[];
  /** What it adds to the checks of a host. */
  readonly hostChecks?: DriverChecks;
  /** Pure: what people do when a quorum is lost for good, for the stores that have one. */
  recovery(seen: ClusterSeen): readonly RecoveryGuide[];
}

/** One that can be created here as well. It renders and plans purely. */
export interface Driver extends Observer {
  readonly capabilities: Capabilities;
  /** Names of the files it is installed from, as they are published. */
  artefactNames(cluster: ClusterSpec, architecture: string): readonly string[];
  /** Version in the output of `PROGRAM --version`, as `spec.cluster.version` writes it. */
  readonly versionProbe: {
    /** `undefined`: the program lies inside an archive and cannot be asked before it is unpacked. */
    artefact(architecture: string): string | undefined;
    parse(output: string): string | undefined;
  };
  /** What only this distribution can judge; positions are filled in by the caller. */
  validate(cluster: ClusterSpec): readonly Omit<Issue, "line" | "column">[];
  /** Pure: the ordered steps that lead from nothing to a Ready node. */
  plan(request: PlanRequest): Candidate;
  /** Handlers of the step kinds only this distribution has, for example waiting for its milestones. */
  readonly handlers: readonly Handler[];
  /** What can be done once to a cluster of it that is here. Pure; absent: not offered. */
  readonly operations?: Readonly<Partial<Record<ClusterOperation, PlanOperation>>>;
}

export type ClusterOperation = "destroy";

export type PlanOperation = (request: ClusterOperationRequest) => Candidate;

export interface ClusterOperationRequest {
  /** Name of the cluster it is done to. */
  readonly cluster: string;
  readonly seen: ClusterObservation;
  /** Programs and units are part of the image there. */
  readonly isKairos: boolean;
}

export interface ObserveRequest {
  readonly host: HostView;
  readonly cluster: ClusterSpec | undefined;
  /** As a watch has them: they are not asked for again. */
  readonly nodes?: Fact<readonly NodeView[]> | undefined;
  readonly signal: AbortSignal;
}

export interface ApiAccess {
  readonly kube: KubeAccess;
  /** Name of this host as a node; absent: not known. */
  readonly nodeName?: string;
}

export interface PlanRequest {
  readonly document: EdgeHost;
  readonly cluster: ClusterSpec;
  readonly seen: ClusterObservation;
  readonly facts: ClusterFacts;
}

/** What a plan needs to know of the host besides the distribution's own observation. */
export interface ClusterFacts {
  readonly architecture: string;
  readonly hostname: string;
  /** Address the node will use, and the interface and network it stands in. */
  readonly nodeAddress: Fact<NodeAddress>;
  /** What must not go through a proxy, for the host and for the cluster alike. */
  readonly noProxy: readonly NoProxyEntry[];
  /** Networks of the interfaces, CIDR. */
  readonly subnets: readonly string[];
  readonly artefacts: Fact<readonly Artefact[]>;
  /** Why nothing may be installed from them; empty when they are as published. */
  readonly artefactProblems: readonly Blocked[];
  /** Version the verified program in the artefacts says it is. */
  readonly artefactVersion: Fact<string>;
  /** Free space where images and datastore will lie. */
  readonly freeBytes: Fact<number>;
  readonly isKairos: boolean;
  /** Keyed digest of a secret, `undefined` when it is not in the store. */
  secretDigest(name: string): string | undefined;
}

export interface NodeAddress {
  readonly address: string;
  readonly prefix: number;
  readonly interface: string;
}

export type { Artefact };

/** Whose cluster the data on this host belongs to. */
export interface Ownership {
  readonly by: "this-tool" | "someone-else";
  /** What was found, in words: `/var/lib/rancher/k3s/server/db`. */
  readonly evidence: string;
  /** Name of the cluster, where this tool formed or began it. */
  readonly cluster?: string;
  /** The cluster was formed: going back is an operation of its own. */
  readonly committed?: boolean;
}

export interface Capabilities {
  readonly cnis: readonly string[];
  readonly datastores: readonly string[];
  readonly architectures: readonly string[];
  readonly defaults: {
    readonly podCidr: string;
    readonly serviceCidr: string;
    readonly domain: string;
  };
}

export interface Signature {
  readonly code: string;
  /** Looked for in each journal line, case-insensitive. */
  readonly contains: string;
  readonly cause: string;
  readonly remedy: string;
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
  readonly nodes: Fact<readonly NodeView[]>;
  /** Those that run on this host. */
  readonly pods: Fact<{ readonly running: number; readonly total: number }>;
  /** End of the earliest certificate, wall time. */
  readonly certificateEndsMs: Fact<number>;
  /** Last line that explains the state of the unit. */
  readonly lastEvidence?: string;
  /** Titles of other distributions that left traces on this host too. */
  readonly alsoHere?: readonly string[];
}

export interface ApiView {
  readonly endpoint: string;
  readonly ready: boolean;
  readonly latencyMs: number;
  /** Names of readyz checks that are not ok. */
  readonly failing: readonly string[];
}

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

/** What a distribution brings along so that people can practise it without a network or root. */
export interface Practice {
  /** A directory of artefacts by file name: real in shape, simulated in content. */
  artefacts(options: {
    readonly version: string;
    readonly architecture: string;
  }): Readonly<Record<string, { readonly content: string | Uint8Array; readonly mode: number }>>;
  /** The program that stands for it in a sandbox; resolves with its exit code. */
  run(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<number>;
}
