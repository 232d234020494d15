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

/** Nothing renews them but an upgrade, and the four static pods read them at their start alone. */
const RENEWAL: Renewal = {
  how: "renew with kubeadm certs renew all, then restart the static pods",
};

/** Pure; in the order in which a cluster comes up. The summary `Ready` is last. */
export function conditions(
  cluster: ClusterSpec | undefined,
  seen: ClusterSeen,
): readonly NewCondition[] {
  const { cluster: found } = seen;
  const parts = [
    ...otherTraces(found),
    serviceActive(found),
    ...storeOf(seen),
    apiReachable(found),
    ...endpointAnswering(found),
    nodeRegistered(found),
    nodeReady(found),
    certificatesValid(found, RENEWAL),
    ...(cluster === undefined ? [] : [versionCurrent(cluster, found)]),
  ];
  return [...parts, summary(parts)];
}

/** A worker keeps no store, and misses none. */
function storeOf({ cluster, stores }: ClusterSeen): readonly NewCondition[] {
  if (stores.is === "absent" && cluster.ownership?.is === "known") return [];
  return [storeHealthy(stores, { id: "kubernetes", type: "DatastoreHealthy" })];
}

function versionCurrent(cluster: ClusterSpec, { installed }: ClusterObservation): NewCondition {
  const say = sayer("VersionCurrent");
  const wanted = cluster.version.replace(/^v/, "");
  if (installed.is === "unknown") return say("Unknown", "VersionUnknown", installed.why);
  if (installed.is === "absent") return say("False", "NotInstalled", "nothing is installed yet");
  const { version } = installed.value;
  return wanted === version
    ? say("True", "AsAsked", version)
    : say("False", "OtherVersion", `${version} is installed, ${wanted} is asked for`);
}
