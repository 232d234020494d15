import type { NewCondition } from "../../engine/index.ts";
import type { ClusterSpec } from "../../spec/index.ts";
import { type Renewal, sayer, storeHealthy } from "../conditions.ts";
import type { ClusterObservation, ClusterSeen } from "../driver.ts";
import { clusterConditions, DATASTORE, versionCurrent } from "./cluster-conditions.ts";
import { isSameVersion, normalVersion } from "./versions.ts";

/** Pure. */
export function serverConditions(
  wanted: ClusterSpec | undefined,
  { cluster, stores }: ClusterSeen,
  renewal: Renewal,
): readonly NewCondition[] {
  return clusterConditions(cluster, {
    // A worker keeps nothing of the cluster: its stores are elsewhere.
    stores: isWorker(cluster) ? [] : [storeHealthy(stores, DATASTORE)],
    renewal,
    version: wanted === undefined ? [] : [versionRunning(wanted, cluster)],
  });
}

function isWorker({ ownership }: ClusterObservation): boolean {
  return ownership?.is === "known" && ownership.value.role === "worker";
}

/** A program that was replaced goes on as it was until it is restarted. */
function versionRunning(wanted: ClusterSpec, seen: ClusterObservation): NewCondition {
  const { installed, nodes } = seen;
  const current = versionCurrent(wanted, seen);
  if (current.status !== "True" || installed.is !== "known") return current;
  const { version } = installed.value;
  const own = nodes.is === "known" ? nodes.value.find(({ isThisHost }) => isThisHost) : undefined;
  const running = normalVersion(own?.version ?? version);
  if (isSameVersion(version, running)) return current;
  const message = `${version} is installed, and ${running} still runs`;
  return sayer("VersionCurrent")("False", "RestartNeeded", message);
}
