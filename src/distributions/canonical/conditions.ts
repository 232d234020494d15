import type { NewCondition } from "../../engine/index.ts";
import {
  apiReachable,
  certificatesValid,
  nodeReady,
  nodeRegistered,
  otherTraces,
  type Renewal,
  serviceActive,
  storeHealthy,
  summary,
} from "../conditions.ts";
import type { ClusterSeen } from "../driver.ts";

const RENEWAL: Renewal = { how: "renew with k8s refresh-certs, but for those of k8sd and etcd" };
const MEMBERSHIP = { id: "membership", type: "MembershipHealthy" } as const;
const DATASTORE = { id: "kubernetes", type: "DatastoreHealthy" } as const;

/** Pure; in the order in which a cluster comes up. The summary `Ready` is last. */
export function conditions(_: unknown, seen: ClusterSeen): readonly NewCondition[] {
  const { cluster } = seen;
  const parts = [
    ...otherTraces(cluster),
    serviceActive(cluster),
    ...storesHealthy(seen),
    apiReachable(cluster),
    nodeRegistered(cluster),
    nodeReady(cluster),
    certificatesValid(cluster, RENEWAL),
  ];
  return [...parts, summary(parts)];
}

/** A node that only works for others keeps no store, and misses none. */
function storesHealthy({ cluster, stores }: ClusterSeen): readonly NewCondition[] {
  if (stores.is === "absent" && cluster.ownership?.is === "known") return [];
  return [storeHealthy(stores, MEMBERSHIP), storeHealthy(stores, DATASTORE)];
}
