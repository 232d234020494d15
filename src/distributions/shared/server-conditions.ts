import type { NewCondition } from "../../engine/index.ts";
import type { ClusterSpec } from "../../spec/index.ts";
import {
  apiReachable,
  certificatesValid,
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

/** Pure; in the order in which a cluster comes up. The summary `Ready` is last. */
export function serverConditions(
  cluster: ClusterSpec | undefined,
  { cluster: seen, stores }: ClusterSeen,
  renewal: Renewal,
): readonly NewCondition[] {
  const parts = [
    ...otherTraces(seen),
    serviceActive(seen),
    storeHealthy(stores, { id: "kubernetes", type: "DatastoreHealthy" }),
    apiReachable(seen),
    nodeRegistered(seen),
    nodeReady(seen),
    certificatesValid(seen, renewal),
    ...(cluster === undefined ? [] : [versionCurrent(cluster, seen)]),
  ];
  return [...parts, summary(parts)];
}

function versionCurrent(cluster: ClusterSpec, { installed }: ClusterObservation): NewCondition {
  const say = sayer("VersionCurrent");
  if (installed.is === "unknown") return say("Unknown", "VersionUnknown", installed.why);
  if (installed.is === "absent") return say("False", "NotInstalled", "nothing is installed yet");
  const { version } = installed.value;
  return isSameVersion(cluster.version, version)
    ? say("True", "AsAsked", version)
    : say(
        "False",
        "OtherVersion",
        `${version} is installed, ${normalVersion(cluster.version)} is asked for`,
      );
}
