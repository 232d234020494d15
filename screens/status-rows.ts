import type { HostVitals } from "../src/cluster/index.ts";
import type { ClusterObservation, NodeView } from "../src/distributions/index.ts";
import type { Condition } from "../src/engine/index.ts";
import { formatDuration } from "../src/quantity/index.ts";
import {
  nodeComplaints,
  type PowerAdvice,
  vipWord,
  vitalsWords,
  type Word,
} from "../src/status/index.ts";
import { type Span, toned } from "./components/line.tsx";
import { namedHere } from "./store-rows.ts";

/** The sentence a tired person needs: ready, or what stands in the way. */
export function statusSentence(
  seen: ClusterObservation,
  { conditions, risk }: { readonly conditions: readonly Condition[]; readonly risk?: Span },
): Span {
  if (risk !== undefined) return risk;
  const ready = conditions.find(({ type }) => type === "Ready");
  if (ready?.status === "True") return toned("READY", "ok");
  if (ready?.status === "False") return toned(`NOT READY: ${ready.message}`, "fail");
  if (seen.installed.is === "absent") return "no cluster on this host";
  return toned(`CANNOT TELL: ${ready?.message ?? "not looked yet"}`, "warn");
}

export function nodeCells(node: NodeView): readonly Span[] {
  const who = namedHere(node, NODE_CELLS);
  return [who, readySpan(node), node.version, rolesWord(node), node.internalIp ?? ""];
}

/** Of the first column of the table of nodes. */
const NODE_CELLS = 21;

/** A control plane is named so alone: that it keeps the state too is in the table of members. */
const rolesWord = ({ roles }: NodeView): string =>
  roles.includes("control-plane") ? "control-plane" : roles.join(",");

/** What people look for, and what a short screen keeps, first: not ready, then with complaints. */
export function troubledFirst(nodes: readonly NodeView[]): readonly NodeView[] {
  const isReady = ({ ready }: NodeView) => ready === "True";
  const isFine = (node: NodeView) => isReady(node) && nodeComplaints(node).length === 0;
  return [
    ...nodes.filter((node) => !isReady(node)),
    ...nodes.filter((node) => isReady(node) && !isFine(node)),
    ...nodes.filter(isFine),
  ];
}

/** What was concluded, and from what, in the words of whoever concluded it. */
export function conditionCells({ type, status, message, reason }: Condition): readonly Span[] {
  return [type, status, message === "" ? reason : message];
}

/** Under the table: why a node is not ready, and what else it complains of, in its own words. */
export function nodeRemarks(nodes: readonly NodeView[]): readonly string[] {
  return nodes.flatMap((node) => {
    const { name, ready, reason, message } = node;
    const because = ready === "True" ? [] : [message === "" ? reason : message];
    const remarks = [...because, ...nodeComplaints(node)];
    return remarks.length === 0 ? [] : [`${name}: ${remarks.join("; ")}`];
  });
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

/** Whether this host can be restarted now, and why. */
export function rebootAdvice({ answer, why }: PowerAdvice): Span {
  const because = why.join("; ");
  if (answer === "yes") return toned(`yes: ${because}`, "ok");
  return answer === "no"
    ? toned(`NO: ${because}`, "fail")
    : toned(`CANNOT TELL: ${because}`, "warn");
}

/** What runs, line by line: label, then text. */
export function serviceRows(
  seen: ClusterObservation,
  { nowMs, vitals }: { readonly nowMs: number; readonly vitals: HostVitals | undefined },
): readonly (readonly [string, Span])[] {
  const { lastEvidence } = seen;
  return [
    ["API", apiText(seen)],
    ["Service", unitText(seen)],
    ["Pods", podsText(seen, nowMs)],
    ...(vitals === undefined ? [] : vitalsRows(vitals)),
    ...(lastEvidence === undefined ? [] : [["Log", lastEvidence] as const]),
  ];
}

function vitalsRows(vitals: HostVitals): readonly (readonly [string, Span])[] {
  const { words, isWell } = vitalsWords(vitals);
  const host = ["Host", spanOf({ text: words.join("   "), isWell })] as const;
  return vitals.vip === undefined ? [host] : [host, ["VIP", spanOf(vipWord(vitals.vip))]];
}

const spanOf = ({ text, isWell }: Word): Span => (isWell ? text : toned(text, "warn"));

/** Where there is no room for all: who holds the quorum counts more than a host that is well. */
export function essentialRows(
  rows: readonly (readonly [string, Span])[],
): readonly (readonly [string, Span])[] {
  return rows.filter(([label, text]) => {
    return label !== "Log" && !(label === "Host" && typeof text === "string");
  });
}

function podsText({ pods, certificateEndsMs: ends }: ClusterObservation, nowMs: number): string {
  const running =
    pods.is === "known" ? `${pods.value.running} of ${pods.value.total} run here` : "cannot tell";
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
