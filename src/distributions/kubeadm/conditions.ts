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

/** Nothing renews them but an upgrade, and the four static pods read them at their start alone. */
const RENEWAL: Renewal = {
  how: "renew with kubeadm certs renew all, then restart the static pods",
};

/** Pure. */
export function conditions(
  wanted: ClusterSpec | undefined,
  seen: ClusterSeen,
): readonly NewCondition[] {
  return clusterConditions(seen.cluster, {
    stores: storesHealthy(seen, [DATASTORE]),
    renewal: RENEWAL,
    version: wanted === undefined ? [] : [versionCurrent(wanted, seen.cluster)],
  });
}
