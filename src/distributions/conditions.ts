import type { StoreReport } from "../datastore/index.ts";
import type { NewCondition } from "../engine/index.ts";
import { formatDuration } from "../quantity/index.ts";
import type { ClusterObservation, ClusterSeen } from "./driver.ts";
import { isWaitingForCni } from "./node-view.ts";

const URGENT_MS = 30 * 86_400_000;

type Status = NewCondition["status"];

export function serviceActive({ unit, lastEvidence }: ClusterObservation): NewCondition {
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

/** One of the stores; `type` is the name of the condition. */
export function storeHealthy(
  stores: ClusterSeen["stores"],
  { id, type }: { readonly id: string; readonly type: string },
): NewCondition {
  const say = sayer(type);
  if (stores.is === "unknown") return say("Unknown", "DatastoreUnknown", stores.why);
  const store = stores.is === "known" ? stores.value.find((one) => one.id === id) : undefined;
  return store === undefined
    ? say("False", "NoDatastore", "there is no datastore yet")
    : verdictOn(store, say);
}

function verdictOn({ title, kind, verdict }: StoreReport, say: Sayer): NewCondition {
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

export function apiReachable({ api }: ClusterObservation): NewCondition {
  const say = sayer("ApiReachable");
  if (api.is === "unknown") return say("False", "NoAnswer", `the API does not answer: ${api.why}`);
  if (api.is === "absent") return say("False", "NotStarted", "no API server was started yet");
  const { ready, failing, latencyMs } = api.value;
  return ready
    ? say("True", "Ready", `ready in ${formatDuration(latencyMs)}`)
    : say("False", "NotReady", `not ready: ${failing.join(", ")}`);
}

/** Nothing where the document names no address for all servers. */
export function endpointAnswering({ endpoint }: ClusterObservation): readonly NewCondition[] {
  if (endpoint === undefined) return [];
  const say = sayer("EndpointAnswering");
  if (endpoint.is === "unknown") return [say("Unknown", "NotAsked", endpoint.why)];
  if (endpoint.is === "absent")
    return [say("Unknown", "NotAsked", "there is no cluster to ask for yet")];
  const { endpoint: place, missing } = endpoint.value;
  return missing === undefined
    ? [say("True", "Answering", `${place} answers with the authority of this cluster`)]
    : [say("False", "NoAnswer", `${place}: ${missing}`)];
}

export function nodeRegistered({ nodes }: ClusterObservation): NewCondition {
  const say = sayer("NodeRegistered");
  if (nodes.is === "unknown") return say("Unknown", "ApiUnreachable", nodes.why);
  const own = nodes.is === "known" && nodes.value.some(({ isThisHost }) => isThisHost);
  return own
    ? say("True", "Registered", "this host is a node of the cluster")
    : say("False", "NotRegistered", "this host is not a node yet");
}

export function nodeReady({ nodes }: ClusterObservation): NewCondition {
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

/** How certificates of this distribution are renewed. */
export interface Renewal {
  /** What to do, as it follows a semicolon. */
  readonly how: string;
  /** With less than this left they are renewed by themselves at a restart. */
  readonly atRestartMs?: number;
}

export function certificatesValid(
  { certificateEndsMs, atMs }: ClusterObservation,
  { how, atRestartMs = 0 }: Renewal,
): NewCondition {
  const say = sayer("CertificatesValid");
  if (certificateEndsMs.is === "unknown")
    return say("Unknown", "CertificatesUnknown", certificateEndsMs.why);
  if (certificateEndsMs.is === "absent")
    return say("Unknown", "NoCertificates", "there are no certificates yet");
  const leftMs = certificateEndsMs.value - atMs;
  if (leftMs <= 0) return say("False", "Expired", `expired; ${how}`);
  const left = `${formatDuration(leftMs)} left`;
  if (leftMs < URGENT_MS) return say("True", "ExpiresSoon", `${left}; ${how}`);
  return leftMs < atRestartMs
    ? say("True", "RenewedAtRestart", `${left}, renewed at the next restart`)
    : say("True", "Valid", left);
}

/** Only where it is not so: whoever looks here must not take one cluster for another. */
export function otherTraces({ alsoHere = [] }: ClusterObservation): readonly NewCondition[] {
  if (alsoHere.length === 0) return [];
  const message = `${alsoHere.join(" and ")} left traces on this host too`;
  return [sayer("OneCluster")("False", "SeveralClusters", message)];
}

export function summary(parts: readonly NewCondition[]): NewCondition {
  const say = sayer("Ready");
  const worst =
    parts.find(({ status }) => status === "False") ??
    parts.find(({ status }) => status === "Unknown");
  return worst === undefined
    ? say("True", "AllAsAsked", "the cluster is up and this node is Ready")
    : say(worst.status, worst.reason, worst.message);
}

export type Sayer = ReturnType<typeof sayer>;

export function sayer(type: string) {
  return (status: Status, reason: string, message: string): NewCondition => ({
    type,
    status,
    reason,
    message,
  });
}
