import type { ClusterObservation, DatastoreView, NodeView } from "../src/distributions/index.ts";
import type { Condition } from "../src/engine/index.ts";
import { formatBytes, formatDuration } from "../src/quantity/index.ts";
import { type Span, toned } from "./components/line.tsx";

/** The sentence a tired person needs: ready, or what stands in the way. */
export function statusSentence(seen: ClusterObservation, conditions: readonly Condition[]): Span {
  const risk = seen.datastore.is === "known" ? quorumRisk(seen.datastore.value) : undefined;
  if (risk !== undefined) return toned(risk, "fail");
  const ready = conditions.find(({ type }) => type === "Ready");
  if (ready?.status === "True") return toned("READY", "ok");
  if (ready?.status === "False") return toned(`NOT READY: ${ready.message}`, "fail");
  if (seen.installed.is === "absent") return "no cluster on this host";
  return toned(`CANNOT TELL: ${ready?.message ?? "not looked yet"}`, "warn");
}

export function datastoreHeading({ datastore }: Pick<ClusterObservation, "datastore">): string {
  if (datastore.is === "absent") return "Datastore   none yet";
  if (datastore.is === "unknown") return `Datastore   cannot tell: ${datastore.why}`;
  const store = datastore.value;
  const size = store.sizeBytes === undefined ? "" : `, ${formatBytes(store.sizeBytes)}`;
  const leader = store.members.find(({ isLeader }) => isLeader);
  const led = store.members.length < 2 || leader === undefined ? "" : `   leader ${leader.name}`;
  return `Datastore, ${store.title}${size}${led}   ${marginText(store)}`;
}

/** How many more members may fail before nothing can be written. */
function marginText(store: DatastoreView): string {
  const { voters, spare } = quorumOf(store);
  if (voters <= 1) return "single: no member may fail";
  return spare < 0 ? "QUORUM LOST" : `${spare} of ${voters} may fail`;
}

function quorumRisk(store: DatastoreView): string | undefined {
  const { voters, reachable, spare } = quorumOf(store);
  if (voters <= 1 || reachable === voters) return undefined;
  if (spare < 0) return "QUORUM LOST: nothing can be changed";
  return spare === 0 ? `QUORUM AT RISK: 0 of ${voters} may fail` : undefined;
}

function quorumOf({ members }: DatastoreView) {
  const voting = members.filter(({ role }) => role !== "learner");
  const reachable = voting.filter((member) => member.reachable).length;
  const needed = Math.floor(voting.length / 2) + 1;
  return { voters: voting.length, reachable, needed, spare: reachable - needed };
}

/** Of one of several members, among whom it matters who leads. */
export function memberCells(member: DatastoreView["members"][number]): readonly Span[] {
  return [
    named(member),
    member.address ?? "",
    `${member.role}${member.isLeader ? " *" : ""}`,
    member.reachable ? toned("online", "ok") : toned("UNREACHABLE", "fail"),
    member.roundTripMs === undefined ? "" : formatDuration(member.roundTripMs),
  ];
}

export function nodeCells(node: NodeView): readonly Span[] {
  return [named(node), readySpan(node), node.version, node.roles.join(","), node.internalIp ?? ""];
}

/** Those that are not ready first: they are what people look for, and what a short screen keeps. */
export function troubledFirst(nodes: readonly NodeView[]): readonly NodeView[] {
  const isReady = ({ ready }: NodeView) => ready === "True";
  return [...nodes.filter((node) => !isReady(node)), ...nodes.filter(isReady)];
}

const named = ({ name, isThisHost }: { readonly name: string; readonly isThisHost: boolean }) =>
  isThisHost ? `${name} (this host)` : name;

/** What was concluded, and from what, in the words of whoever concluded it. */
export function conditionCells({ type, status, message, reason }: Condition): readonly Span[] {
  return [type, status, message === "" ? reason : message];
}

/** Under the table: why a node is not ready, in its own words. */
export function nodeRemarks(nodes: readonly NodeView[]): readonly string[] {
  return nodes
    .filter(({ ready }) => ready !== "True")
    .map(({ name, reason, message }) => `${name}: ${message === "" ? reason : message}`);
}

function readySpan({ ready }: NodeView): Span {
  if (ready === "True") return toned("Ready", "ok");
  return ready === "False" ? toned("NotReady", "fail") : toned("Unknown", "warn");
}

/** `Nodes 3   Ready 2   NotReady 1` */
export function nodesHeading({ nodes: seen }: Pick<ClusterObservation, "nodes">): string {
  if (seen.is === "absent") return "Nodes   none yet";
  if (seen.is === "unknown") return `Nodes   cannot tell: ${seen.why}`;
  const nodes = seen.value;
  const count = (ready: NodeView["ready"]) => nodes.filter((node) => node.ready === ready).length;
  const parts = [
    `Nodes ${nodes.length}`,
    `Ready ${count("True")}`,
    ...(count("False") > 0 ? [`NotReady ${count("False")}`] : []),
    ...(count("Unknown") > 0 ? [`Unknown ${count("Unknown")}`] : []),
  ];
  return parts.join("   ");
}

/** Whether this host can be restarted now, from the datastore's point of view. */
export function rebootAdvice({ datastore }: ClusterObservation): Span {
  if (datastore.is === "absent") return "yes, nothing on this host would be missed";
  if (datastore.is === "unknown")
    return toned("CANNOT TELL, the datastore does not answer", "warn");
  const voters = datastore.value.members.filter(({ role }) => role !== "learner");
  if (voters.length <= 1) return "yes, but the cluster is away until it is back";
  const self = voters.find(({ isThisHost }) => isThisHost);
  const left = voters.filter((member) => member.reachable && member !== self).length;
  const needed = Math.floor(voters.length / 2) + 1;
  return left >= needed
    ? toned("yes, the others hold the quorum", "ok")
    : toned("NO, quorum would be lost", "fail");
}

/** What runs, line by line: label, then text. */
export function serviceRows(
  seen: ClusterObservation,
  nowMs: number,
): readonly (readonly [string, Span])[] {
  const { lastEvidence } = seen;
  return [
    ["API", apiText(seen)],
    ["Service", unitText(seen)],
    ["Pods", podsText(seen, nowMs)],
    ...(lastEvidence === undefined ? [] : [["Log", lastEvidence] as const]),
  ];
}

function podsText({ pods, certificateEndsMs: ends }: ClusterObservation, nowMs: number): string {
  const running =
    pods.is === "known" ? `${pods.value.running} of ${pods.value.total} running` : "cannot tell";
  const left =
    ends.is === "known" ? `   certificates valid for ${formatDuration(ends.value - nowMs)}` : "";
  return running + left;
}

function apiText({ api }: ClusterObservation): Span {
  if (api.is === "absent") return "not there yet";
  if (api.is === "unknown") return toned(`cannot tell: ${api.why}`, "warn");
  const { endpoint, ready, latencyMs, failing } = api.value;
  const where = `${endpoint}, ${formatDuration(latencyMs)}`;
  if (ready) return toned(`answers at ${where}`, "ok");
  return toned(
    `not ready at ${where}${failing.length === 0 ? "" : `, failing ${failing.join(", ")}`}`,
    "fail",
  );
}

function unitText({ unit }: ClusterObservation): string {
  if (unit.is === "absent") return "not installed";
  if (unit.is === "unknown") return `cannot tell: ${unit.why}`;
  const { name, active, sub, restarts } = unit.value;
  const again = restarts === 0 ? "" : `, restarted ${restarts} times`;
  return `${name} is ${active} (${sub})${again}`;
}
