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

/** Pure; in the order in which a cluster comes up. The summary `Ready` is last. */
export function serverConditions(
  cluster: ClusterSpec | undefined,
  { cluster: seen, stores }: ClusterSeen,
  renewal: Renewal,
): readonly NewCondition[] {
  const parts = [
    ...otherTraces(seen),
    serviceActive(seen),
    // A worker keeps nothing of the cluster: its stores are elsewhere.
    ...(isWorker(seen)
      ? []
      : [storeHealthy(stores, { id: "kubernetes", type: "DatastoreHealthy" })]),
    apiReachable(seen),
    ...endpointAnswering(seen),
    nodeRegistered(seen),
    nodeReady(seen),
    certificatesValid(seen, renewal),
    ...(cluster === undefined ? [] : [versionCurrent(cluster, seen)]),
  ];
  return [...parts, summary(parts)];
}

function isWorker({ ownership }: ClusterObservation): boolean {
  return ownership?.is === "known" && ownership.value.role === "worker";
}

function versionCurrent(
  cluster: ClusterSpec,
  { installed, nodes }: ClusterObservation,
): NewCondition {
  const say = sayer("VersionCurrent");
  if (installed.is === "unknown") return say("Unknown", "VersionUnknown", installed.why);
  if (installed.is === "absent") return say("False", "NotInstalled", "nothing is installed yet");
  const { version } = installed.value;
  if (!isSameVersion(cluster.version, version))
    return say(
      "False",
      "OtherVersion",
      `${version} is installed, ${normalVersion(cluster.version)} is asked for`,
    );
  // A program that was replaced goes on as it was until it is restarted.
  const own = nodes.is === "known" ? nodes.value.find(({ isThisHost }) => isThisHost) : undefined;
  const running = normalVersion(own?.version ?? version);
  if (!isSameVersion(version, running))
    return say("False", "RestartNeeded", `${version} is installed, and ${running} still runs`);
  return say("True", "AsAsked", version);
}
