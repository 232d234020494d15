import type { NewCondition } from "../../engine/index.ts";
import type { ClusterSpec } from "../../spec/index.ts";
import {
  apiReachable,
  certificatesValid,
  endpointAnswering,
  nodeReady,
  nodeRegistered,
  otherTraces,
  type Renewal,
  sayer,
  serviceActive,
  storeHealthy,
  summary,
} from "../conditions.ts";
import type { ClusterObservation, ClusterSeen } from "../driver.ts";
import { isSameVersion, normalVersion } from "./versions.ts";

/** What a distribution says of its own among what all of them say. */
export interface OwnConditions {
  readonly stores: readonly NewCondition[];
  readonly renewal: Renewal;
  /** Empty where the document asks for no cluster. */
  readonly version: readonly NewCondition[];
}

/** Pure; in the order in which a cluster comes up. The summary `Ready` is last. */
export function clusterConditions(
  seen: ClusterObservation,
  { stores, renewal, version }: OwnConditions,
): readonly NewCondition[] {
  const parts = [
    ...otherTraces(seen),
    serviceActive(seen),
    ...stores,
    apiReachable(seen),
    ...endpointAnswering(seen),
    nodeRegistered(seen),
    nodeReady(seen),
    certificatesValid(seen, renewal),
    ...version,
  ];
  return [...parts, summary(parts)];
}

export const DATASTORE = { id: "kubernetes", type: "DatastoreHealthy" } as const;

/** A worker keeps no store, and misses none. */
export function storesHealthy(
  { cluster, stores }: ClusterSeen,
  kept: readonly Parameters<typeof storeHealthy>[1][],
): readonly NewCondition[] {
  if (stores.is === "absent" && cluster.ownership?.is === "known") return [];
  return kept.map((store) => storeHealthy(stores, store));
}

export function versionCurrent(
  wanted: ClusterSpec,
  { installed }: ClusterObservation,
): NewCondition {
  const say = sayer("VersionCurrent");
  if (installed.is === "unknown") return say("Unknown", "VersionUnknown", installed.why);
  if (installed.is === "absent") return say("False", "NotInstalled", "nothing is installed yet");
  const { version } = installed.value;
  if (isSameVersion(wanted.version, version)) return say("True", "AsAsked", version);
  const asked = normalVersion(wanted.version);
  return say("False", "OtherVersion", `${version} is installed, ${asked} is asked for`);
}
