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
import { isSameVersion, normalVersion } from "./inputs.ts";

/** K3s renews at a start with less than this left; a node that never restarts runs into the end. */
const RENEWAL: Renewal = {
  how: "restart the service to renew",
  atRestartMs: 120 * 86_400_000,
};

/** Pure; in the order in which a cluster comes up. The summary `Ready` is last. */
export function conditions(
  cluster: ClusterSpec | undefined,
  { cluster: seen, stores }: ClusterSeen,
): readonly NewCondition[] {
  const parts = [
    ...otherTraces(seen),
    serviceActive(seen),
    storeHealthy(stores, { id: "kubernetes", type: "DatastoreHealthy" }),
    apiReachable(seen),
    nodeRegistered(seen),
    nodeReady(seen),
    certificatesValid(seen, RENEWAL),
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
