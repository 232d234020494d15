import { believedStores, type StoreLeader, type StoreReport } from "../datastore/index.ts";
import { type Condition, isAsItShouldBe, systemClock } from "../engine/index.ts";
import { formatClock, formatDuration, formatMoment } from "../quantity/index.ts";
import type { RegistrationView } from "../registration/index.ts";
import type { Snapshot } from "../session/index.ts";
import { nodeComplaints, vipWord, vitalsWords } from "../status/index.ts";
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
  printStores(snapshot, out);
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

function printCluster({ cluster, vitals }: Snapshot, out: Output): void {
  if (cluster === null) return;
  out.line();
  field("Cluster", clusterText(cluster), out);
  field("Seen", `${formatClock(cluster.atMs)} on this host's clock`, out);
  if (cluster.lastEvidence !== undefined) field("Last line", cluster.lastEvidence, out);
  if (vitals !== undefined) field("This host", vitalsWords(vitals).words.join(", "), out);
  if (vitals?.vip !== undefined) field("VIP", vipWord(vitals.vip).text, out);
  if (cluster.nodes.is === "known") {
    const rows = cluster.nodes.value.map((node) => [
      node.name,
      node.ready,
      node.version,
      node.isThisHost ? "this host" : "",
      [node.reason, ...nodeComplaints(node)].join(", "),
    ]);
    out.line();
    printTable(["NODE", "READY", "VERSION", "", "REASON"], rows, out);
  } else if (cluster.nodes.is === "unknown") field("Nodes", `unknown: ${cluster.nodes.why}`, out);
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

function printStores({ stores }: Snapshot, out: Output): void {
  const { own, practice = [] } = believedStores(stores, systemClock.nowMs());
  if (own.is === "unknown" && stores !== undefined) field("Datastore", `unknown: ${own.why}`, out);
  for (const store of own.is === "known" ? own.value : []) printStore(store, out);
  for (const store of practice) printStore(store, out);
}

function printStore(store: StoreReport, out: Output): void {
  const { title, verdict, leader, members, atMs, notes = [] } = store;
  out.line();
  field("Store", title, out);
  field("Quorum", `${verdict.is}: ${verdict.why}`, out);
  for (const note of notes) field("Note", note, out);
  if (leader !== undefined && members.length > 1) field("Leader", leaderText(leader, atMs), out);
  const rows = members.map(({ name, id, role, reach, seenMs, stop }) => [
    name,
    leader?.id === id ? `${role} *` : role,
    REACH[reach],
    seenMs === undefined ? "never" : `${formatDuration(Math.max(0, atMs - seenMs))} before`,
    `${stop.answer}: ${stop.why}`,
  ]);
  printTable(["MEMBER", "ROLE", "STATE", "SEEN", "STOP NOW?"], rows, out);
}

/** Since when only where this host saw it begin. */
function leaderText({ name, isSure, sinceMs }: StoreLeader, atMs: number): string {
  const since = sinceMs === undefined ? "" : `, since ${formatMoment(sinceMs, atMs)}`;
  return `${name}${since}${isSure ? "" : ", which it does not confirm"}`;
}

const REACH = {
  online: "answers",
  missed: "NO ANSWER",
  unreachable: "UNREACHABLE",
  unknown: "not asked",
} as const;
