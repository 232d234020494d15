import { type Condition, isAsItShouldBe } from "../engine/index.ts";
import { formatClock, formatDuration } from "../quantity/index.ts";
import type { RegistrationView } from "../registration/index.ts";
import type { Snapshot } from "../session/index.ts";
import { sanitize } from "../text/index.ts";
import { indented, type Mark, type Output } from "./output.ts";
import { runWords } from "./render-run.ts";
import { printTable } from "./table.ts";

/** `Drifted: False` is as it should be; `NodeReady: False` is not. */
export function conditionMark(condition: Condition): Mark {
  if (condition.status === "Unknown") return "unknown";
  return isAsItShouldBe(condition) ? "ok" : "fail";
}

/** The whole state on one page, simulated said as simulated, unknown as unknown. */
export function printStatus(snapshot: Snapshot, out: Output): void {
  const { run } = snapshot;
  printHost(snapshot, out);
  field("Registration", registrationText(snapshot.registration), out);
  const { desired } = snapshot.registration;
  if (desired !== undefined) field("Desired", `revision ${desired.revision} in force`, out);
  if (run !== null) field("Run", `${run.title}: ${runWords(run)}`, out);
  if (snapshot.conditions.length > 0) out.line();
  for (const condition of snapshot.conditions) printCondition(condition, out);
  printCluster(snapshot, out);
}

/** Who this host is, and what has to be known before anything else is believed. */
export function printHost({ engine, host, document }: Snapshot, out: Output): void {
  if (engine.mode === "rehearsal") out.line("REHEARSAL: nothing here is this machine's own.");
  if (engine.link === "lost") out.line("The agent does not answer; this is what was last known.");
  if (engine.store.is === "read-only") out.line(`Store is read-only: ${engine.store.why}`);
  field("Host", host.hostname === "" ? "not known yet" : host.hostname, out);
  field("Edge ID", host.edgeId === null ? "not known yet" : host.edgeId.shown, out);
  for (const address of host.addresses) field("Address", address, out);
  field("Document", `generation ${document.generation}`, out);
}

export function registrationText({ state, plane, message }: RegistrationView): string {
  const where = plane === undefined ? "" : ` at ${plane}`;
  return message === "" ? `${state}${where}` : `${state}${where}: ${message}`;
}

function field(name: string, value: string, out: Output): void {
  const [first = "", ...rest] = indented(sanitize(value), 14, out.width);
  out.line(name.padEnd(14) + first.slice(14));
  for (const line of rest) out.line(line);
}

function printCondition(condition: Condition, out: Output): void {
  const { type, reason, message } = condition;
  out.line(`${out.mark(conditionMark(condition))} ${type}   ${reason}`);
  for (const line of indented(sanitize(message), 7, out.width)) out.line(line);
}

function printCluster({ cluster }: Snapshot, out: Output): void {
  if (cluster === null) return;
  out.line();
  field("Cluster", clusterText(cluster), out);
  field("Seen", `${formatClock(cluster.atMs)} on this host's clock`, out);
  if (cluster.lastEvidence !== undefined) field("Last line", cluster.lastEvidence, out);
  if (cluster.nodes.is === "known") {
    const rows = cluster.nodes.value.map(({ name, ready, version, reason, isThisHost }) => [
      name,
      ready,
      version,
      isThisHost ? "this host" : "",
      reason,
    ]);
    out.line();
    printTable(["NODE", "READY", "VERSION", "", "REASON"], rows, out);
  } else if (cluster.nodes.is === "unknown") field("Nodes", `unknown: ${cluster.nodes.why}`, out);
  printDatastore(cluster, out);
}

function clusterText(cluster: NonNullable<Snapshot["cluster"]>): string {
  const { installed, api, distribution } = cluster;
  const version = installed.is === "known" ? installed.value.version : "not installed";
  if (installed.is === "unknown") return `${distribution}, cannot tell: ${installed.why}`;
  if (api.is !== "known") {
    const why = api.is === "unknown" ? `: ${api.why}` : "";
    return `${distribution} ${version}, API does not answer${why}`;
  }
  const { ready, endpoint, latencyMs, failing } = api.value;
  const state = ready ? "ready" : `not ready (${failing.join(", ") || "no reason given"})`;
  return `${distribution} ${version}, API ${state} at ${endpoint}, ${formatDuration(latencyMs)}`;
}

function printDatastore({ datastore }: NonNullable<Snapshot["cluster"]>, out: Output): void {
  if (datastore.is === "unknown") field("Datastore", `unknown: ${datastore.why}`, out);
  if (datastore.is !== "known") return;
  out.line();
  field("Datastore", datastore.value.title, out);
  const rows = datastore.value.members.map(({ name, address, role, reachable, isLeader }) => [
    name,
    isLeader ? `${role} *` : role,
    reachable ? "answers" : "UNREACHABLE",
    address ?? "",
  ]);
  printTable(["MEMBER", "ROLE", "STATE", "ADDRESS"], rows, out);
}
