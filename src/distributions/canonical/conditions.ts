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
import { isSameVersion, normalVersion } from "../shared/versions.ts";

const RENEWAL: Renewal = { how: "renew with k8s refresh-certs, but for those of k8sd and etcd" };
const MEMBERSHIP = { id: "membership", type: "MembershipHealthy" } as const;
const DATASTORE = { id: "kubernetes", type: "DatastoreHealthy" } as const;

/** Pure; in the order in which a cluster comes up. The summary `Ready` is last. */
export function conditions(
  wanted: ClusterSpec | undefined,
  seen: ClusterSeen,
): readonly NewCondition[] {
  const { cluster } = seen;
  const parts = [
    ...otherTraces(cluster),
    serviceActive(cluster),
    ...storesHealthy(seen),
    apiReachable(cluster),
    ...endpointAnswering(cluster),
    nodeRegistered(cluster),
    nodeReady(cluster),
    certificatesValid(cluster, RENEWAL),
    ...(wanted === undefined ? [] : [versionCurrent(wanted, cluster)]),
  ];
  return [...parts, summary(parts)];
}

/** A node that only works for others keeps no store, and misses none. */
function storesHealthy({ cluster, stores }: ClusterSeen): readonly NewCondition[] {
  if (stores.is === "absent" && cluster.ownership?.is === "known") return [];
  return [storeHealthy(stores, MEMBERSHIP), storeHealthy(stores, DATASTORE)];
}

function versionCurrent(wanted: ClusterSpec, { installed }: ClusterObservation): NewCondition {
  const say = sayer("VersionCurrent");
  const asked = normalVersion(wanted.version);
  if (installed.is === "unknown") return say("Unknown", "VersionUnknown", installed.why);
  if (installed.is === "absent") return say("False", "NotInstalled", "nothing is installed yet");
  const { version } = installed.value;
  return isSameVersion(asked, version)
    ? say("True", "AsAsked", version)
    : say("False", "OtherVersion", `${version} is installed, ${asked} is asked for`);
}
