import type { NewCondition } from "../../engine/index.ts";
import type { ClusterSpec } from "../../spec/index.ts";
import type { Renewal } from "../conditions.ts";
import type { ClusterSeen } from "../driver.ts";
import {
  clusterConditions,
  DATASTORE,
  storesHealthy,
  versionCurrent,
} from "../shared/cluster-conditions.ts";

const RENEWAL: Renewal = { how: "renew with k8s refresh-certs, but for those of k8sd and etcd" };
const MEMBERSHIP = { id: "membership", type: "MembershipHealthy" } as const;

/** Pure. */
export function conditions(
  wanted: ClusterSpec | undefined,
  seen: ClusterSeen,
): readonly NewCondition[] {
  return clusterConditions(seen.cluster, {
    stores: storesHealthy(seen, [MEMBERSHIP, DATASTORE]),
    renewal: RENEWAL,
    version: wanted === undefined ? [] : [versionCurrent(wanted, seen.cluster)],
  });
}
