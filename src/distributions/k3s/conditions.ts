import type { NewCondition } from "../../engine/index.ts";
import { formatDuration } from "../../quantity/index.ts";
import type { ClusterSpec } from "../../spec/index.ts";
import type { ClusterObservation, ClusterSeen } from "../driver.ts";
import { isSameVersion, normalVersion } from "./inputs.ts";
import { isWaitingForCni } from "./node-view.ts";

/** K3s renews at a start with less than this left; a node that never restarts runs into the end. */
const RENEWAL_WINDOW_MS = 120 * 86_400_000;
const URGENT_MS = 30 * 86_400_000;

type Status = NewCondition["status"];

/** Pure; in the order in which a cluster comes up. The summary `Ready` is last. */
export function conditions(
  cluster: ClusterSpec | undefined,
  { cluster: seen, stores }: ClusterSeen,
): readonly NewCondition[] {
  const parts = [
    serviceActive(seen),
    datastoreHealthy(stores),
    apiReachable(seen),
    nodeRegistered(seen),
    nodeReady(seen),
    certificatesValid(seen),
    ...(cluster === undefined ? [] : [versionCurrent(cluster, seen)]),
  ];
  return [...parts, summary(parts)];
}

function serviceActive({ unit, lastEvidence }: ClusterObservation): NewCondition {
  const say = sayer("ServiceActive");
  if (unit.is === "unknown") return say("Unknown", "UnitUnknown", unit.why);
  if (unit.is === "absent") return say("False", "NotInstalled", "there is no service yet");
  const { active, sub, restarts } = unit.value;
  const because = lastEvidence === undefined ? "" : `; last heard: ${lastEvidence}`;
  if (active === "active")
    return say(
      "True",
      "Running",
      restarts === 0 ? "running" : `running, restarted ${restarts} times`,
    );
  if (sub === "auto-restart")
    return say("False", "CrashLoop", `restarting, ${restarts} times so far${because}`);
  if (active === "activating") return say("False", "Starting", `starting${because}`);
  return say("False", "NotRunning", `${active}${because}`);
}

function datastoreHealthy(stores: ClusterSeen["stores"]): NewCondition {
  const say = sayer("DatastoreHealthy");
  if (stores.is === "unknown") return say("Unknown", "DatastoreUnknown", stores.why);
  const [store] = stores.is === "known" ? stores.value : [];
  if (store === undefined) return say("False", "NoDatastore", "there is no datastore yet");
  const { title, kind, verdict } = store;
  const told = `${title}: ${verdict.why}`;
  if (verdict.is === "unknown") return say("Unknown", "DatastoreUnknown", told);
  if (verdict.is === "LOST")
    return kind === "sqlite"
      ? say("False", "NotServed", `${title}: single copy on this host, and the service is down`)
      : say("False", "QuorumLost", told);
  if (verdict.is === "ELECTING") return say("False", "Electing", told);
  return kind === "sqlite"
    ? say("True", "SingleCopy", `${title}: single copy on this host`)
    : say("True", "QuorumHeld", told);
}

function apiReachable({ api }: ClusterObservation): NewCondition {
  const say = sayer("ApiReachable");
  if (api.is === "unknown") return say("False", "NoAnswer", `the API does not answer: ${api.why}`);
  if (api.is === "absent") return say("False", "NotStarted", "no API server was started yet");
  const { ready, failing, latencyMs } = api.value;
  return ready
    ? say("True", "Ready", `ready in ${formatDuration(latencyMs)}`)
    : say("False", "NotReady", `not ready: ${failing.join(", ")}`);
}

function nodeRegistered({ nodes }: ClusterObservation): NewCondition {
  const say = sayer("NodeRegistered");
  if (nodes.is === "unknown") return say("Unknown", "ApiUnreachable", nodes.why);
  const own = nodes.is === "known" && nodes.value.some(({ isThisHost }) => isThisHost);
  return own
    ? say("True", "Registered", "this host is a node of the cluster")
    : say("False", "NotRegistered", "this host is not a node yet");
}

function nodeReady({ nodes }: ClusterObservation): NewCondition {
  const say = sayer("NodeReady");
  if (nodes.is === "unknown") return say("Unknown", "ApiUnreachable", nodes.why);
  const own = nodes.is === "known" ? nodes.value.find(({ isThisHost }) => isThisHost) : undefined;
  if (own === undefined) return say("False", "NotRegistered", "this host is not a node yet");
  if (own.ready === "True") return say("True", "KubeletReady", `${own.name} is Ready`);
  if (isWaitingForCni(own))
    return say(
      "False",
      "WaitingForCNI",
      "the node waits for its network (CNI), as expected until it is applied",
    );
  return say(own.ready, own.reason, own.message);
}

function certificatesValid({ certificateEndsMs, atMs }: ClusterObservation): NewCondition {
  const say = sayer("CertificatesValid");
  if (certificateEndsMs.is === "unknown")
    return say("Unknown", "CertificatesUnknown", certificateEndsMs.why);
  if (certificateEndsMs.is === "absent")
    return say("Unknown", "NoCertificates", "there are no certificates yet");
  const leftMs = certificateEndsMs.value - atMs;
  if (leftMs <= 0) return say("False", "Expired", "expired; restart the service to renew");
  const left = `${formatDuration(leftMs)} left`;
  if (leftMs < URGENT_MS)
    return say("True", "ExpiresSoon", `${left}; restart the service to renew`);
  return leftMs < RENEWAL_WINDOW_MS
    ? say("True", "RenewedAtRestart", `${left}, renewed at the next restart`)
    : say("True", "Valid", left);
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

function summary(parts: readonly NewCondition[]): NewCondition {
  const say = sayer("Ready");
  const worst =
    parts.find(({ status }) => status === "False") ??
    parts.find(({ status }) => status === "Unknown");
  return worst === undefined
    ? say("True", "AllAsAsked", "the cluster is up and this node is Ready")
    : say(worst.status, worst.reason, worst.message);
}

function sayer(type: string) {
  return (status: Status, reason: string, message: string): NewCondition => ({
    type,
    status,
    reason,
    message,
  });
}
