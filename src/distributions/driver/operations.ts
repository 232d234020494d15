import type { StoreReport } from "../../datastore/index.ts";
import type { Candidate, Fact, Step } from "../../engine/index.ts";
import type { ClusterObservation } from "./observation.ts";
import type { PlanRequest } from "./plan-request.ts";

/** Each with its own approval and record; `params` of the request say what is meant. */
export const CLUSTER_OPERATIONS = [
  /** The whole cluster as far as it is on this host, with its data. */
  "destroy",
  /** This host leaves a cluster that goes on: its member and its node go first. */
  "leave",
  /** Another node goes, alive or not. Params: `node`; `dead: "yes"` where nobody can ask it any more. */
  "remove-peer",
  /** What the store holds, into a file. Params: `name`. */
  "snapshot",
  /** From such a file; the others are wiped and join again. Params: `from`, an absolute path. */
  "restore",
  /** Params: `to`, `artefacts`: the document says so afterwards. */
  "upgrade",
  "renew-certificates",
] as const;

/** Id of an operation, as `OPERATIONS` of the agent and the command line have it. */
export type ClusterOperation = (typeof CLUSTER_OPERATIONS)[number];

/** Pure. Why it cannot be done stands in `blocked`: a plan without steps is an answer. */
export type PlanOperation = (request: ClusterOperationRequest) => Candidate;

/** All that is known when it is planned, and again on each look of its run. */
export interface ClusterOperationRequest {
  /** Name of the cluster it is done to. */
  readonly cluster: string;
  readonly params: Readonly<Record<string, string>>;
  readonly seen: ClusterObservation;
  /** What keeps its state, looked at now. */
  readonly stores: Fact<readonly StoreReport[]>;
  /** Programs and units are part of the image there. */
  readonly isKairos: boolean;
  /** The document as it shall be afterwards, with what the host has for it; absent: it asks for no cluster. */
  readonly wanted?: PlanRequest;
  /** Steps as they were approved, on every look of a run that goes on. */
  readonly approved?: readonly Step[];
}

/** A file a restore can be made from. */
export interface ClusterSnapshot {
  readonly name: string;
  /** As the param `from` of a restore. */
  readonly path: string;
  /** Wall time. */
  readonly takenMs: number;
  readonly sizeBytes: number;
  /** The rest is absent for those that the service takes by itself. */
  readonly cluster?: string;
  /** Of the program it was taken with. */
  readonly version?: string;
  /** Hex, of what the store holds. */
  readonly sha256?: string;
}
