import type { NewCondition } from "../../engine/index.ts";
import type { ClusterSpec } from "../../spec/index.ts";
import type { Renewal } from "../conditions.ts";
import type { ClusterSeen } from "../driver.ts";
import { serverConditions } from "../shared/server-conditions.ts";

/** RKE2 renews at a start with less than this left, distributions.md 4.6. */
const RENEWAL: Renewal = {
  how: "restart the service to renew",
  atRestartMs: 90 * 86_400_000,
};

/** Pure; in the order in which a cluster comes up. The summary `Ready` is last. */
export function conditions(
  cluster: ClusterSpec | undefined,
  seen: ClusterSeen,
): readonly NewCondition[] {
  return serverConditions(cluster, seen, RENEWAL);
}
