import type { Matrix } from "../compatibility/index.ts";
import type { StoreSource } from "../datastore/index.ts";
import type { Candidate, Fact, Handler, HostView, NewCondition } from "../engine/index.ts";
import type { ClusterSpec, Issue } from "../spec/index.ts";
import type { Capabilities } from "./driver/capabilities.ts";
import type { JoinWay } from "./driver/join-way.ts";
import type {
  ApiAccess,
  ClusterObservation,
  ClusterSeen,
  ObserveRequest,
} from "./driver/observation.ts";
import type { ClusterOperation, ClusterSnapshot, PlanOperation } from "./driver/operations.ts";
import type { ImageNeeds, ImageRequest, PlanRequest } from "./driver/plan-request.ts";
import type { DriverChecks } from "./driver-checks.ts";
import type { RecoveryGuide } from "./recovery.ts";

// The words of the contract, a file a subject; all of them are reached through this one.
export type { Artefact } from "../artefacts/index.ts";
export type { Capabilities } from "./driver/capabilities.ts";
export type {
  JoinCommands,
  JoinFlaw,
  JoinMaterial,
  JoinWay,
  MintRequest,
} from "./driver/join-way.ts";
export type {
  ApiAccess,
  ApiView,
  ClusterObservation,
  ClusterSeen,
  EndpointView,
  JoinTarget,
  NodeView,
  ObserveRequest,
  OtherMember,
  Ownership,
} from "./driver/observation.ts";
export type {
  ClusterOperation,
  ClusterOperationRequest,
  ClusterSnapshot,
} from "./driver/operations.ts";
export { CLUSTER_OPERATIONS } from "./driver/operations.ts";
export type {
  ClusterFacts,
  ImageNeeds,
  ImageRequest,
  NodeAddress,
  PlanRequest,
} from "./driver/plan-request.ts";
export type { Practice } from "./driver/practice.ts";

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
  /** What it goes together with, as data. */
  readonly compatibility?: Matrix;
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
  /** Pure: names of images that have to be in one of the artefacts; absent: nobody can tell beforehand. */
  imageNeeds?(request: ImageRequest): readonly ImageNeeds[];
  /** Pure: the ordered steps that lead from nothing to a Ready node. */
  plan(request: PlanRequest): Candidate;
  /** Handlers of the step kinds only this distribution has, for example waiting for its milestones. */
  readonly handlers: readonly Handler[];
  /** What can be done once to a cluster of it that is here. Pure; absent: not offered. */
  readonly operations?: Readonly<Partial<Record<ClusterOperation, PlanOperation>>>;
  /** How other hosts come into a cluster of it; absent: one node for ever. */
  readonly join?: JoinWay;
  /** What a restore can be made from on this host, newest first. Read-only; absent: it keeps none. */
  snapshots?(host: HostView): Promise<readonly ClusterSnapshot[]>;
}

/** A line that a known failure leaves, and what that means. */
export interface Signature {
  readonly code: string;
  /** Looked for in each journal line, case-insensitive. */
  readonly contains: string;
  readonly cause: string;
  readonly remedy: string;
}
