import type { ScreenTime } from "../hooks/screen-time.ts";
import { formatCountdown } from "../src/quantity/index.ts";
import { machineWords, type Snapshot, uptimeWords } from "../src/session/index.ts";
import { truncate } from "../src/text/index.ts";
import type { TagName } from "./components/tag.ts";
import { oncePer } from "./once-per.ts";

export interface SummaryRow {
  readonly title: string;
  readonly tag: TagName;
  readonly text: string;
}

/** Facts that identify the host: label, then text. Unknown is said, never left out. */
export function factRows(
  { engine, host, inventory, registration }: Snapshot,
  width: number,
): readonly [string, string][] {
  const { edgeId, addresses } = host;
  const note = edgeId?.note === undefined ? "" : `, ${edgeId.note}`;
  return [
    ["Edge ID", edgeId === null ? "not known yet" : `${edgeId.id}   ${edgeId.origin}${note}`],
    ["Address", addresses.length === 0 ? "none on this host" : addressText(addresses)],
    ["Host", inventory === null ? "being looked at" : hostText(inventory, width)],
    ["Mode", modeText(registration)],
    ...(engine.store.is === "read-only"
      ? [["Store", `read-only: ${engine.store.why}`] as [string, string]]
      : []),
  ];
}

/** Two are enough to find the host by; how many more there are is said. */
function addressText(addresses: readonly string[]): string {
  const more = addresses.length > 2 ? `   and ${addresses.length - 2} more` : "";
  return addresses.slice(0, 2).join("      ") + more;
}

/** The uptime is what people look for after a power cut: it is never what is cut off. */
function hostText(inventory: NonNullable<Snapshot["inventory"]>, width: number): string {
  const up = uptimeWords(inventory);
  const end = up === "" ? "" : `   ${up}`;
  return truncate(machineWords(inventory).join(", "), Math.max(1, width - end.length)) + end;
}

/** Where the registration stands, in a few words. */
export const MODE_WORDS: Readonly<Record<Snapshot["registration"]["state"], string>> = {
  unconfigured: "not chosen yet: with a management plane, or without",
  local: "local, without a management plane",
  contacting: "looking for the plane",
  reachable: "the plane answers, not registered yet",
  enrolling: "being registered",
  pending: "to be approved",
  approved: "approved",
  active: "registered",
  rejected: "rejected by the plane",
  expired: "code expired",
  conflict: "ID already taken",
  blocked: "blocked",
  offline: "plane not reachable",
};

function modeText({ state, plane }: Snapshot["registration"]): string {
  if (state === "unconfigured" || state === "local") return MODE_WORDS[state];
  return `central, ${plane ?? "plane not named"} (${MODE_WORDS[state]})`;
}

export function summaryRows(snapshot: Snapshot, time: ScreenTime): readonly SummaryRow[] {
  const { hardware, system, network } = groupRows(snapshot.checks);
  return [
    hardware,
    system,
    networkRow(network, snapshot),
    registrationRow(snapshot, time),
    clusterRow(snapshot),
    datastoreRow(snapshot),
  ];
}

const groupRows = oncePer((checks: Snapshot["checks"]) => ({
  hardware: groupRow(checks, "Hardware", ["hardware"]),
  system: groupRow(checks, "System", ["system", "kubernetes"]),
  network: groupRow(checks, "Network", ["network"]),
}));

function groupRow(
  checks: Snapshot["checks"],
  title: string,
  groups: readonly string[],
): SummaryRow {
  const results = checks.results.filter(({ group }) => groups.includes(group));
  if (results.length === 0) {
    const isRunning = checks.state === "running";
    return {
      title,
      tag: isRunning ? "busy" : "off",
      text: isRunning ? "being checked" : "not checked yet",
    };
  }
  const open = results.filter(({ waived }) => waived === undefined);
  const failed = open.filter(({ status }) => status === "fail");
  const warned = open.filter(({ status }) => status === "warn");
  const unclear = open.filter(({ status }) => status === "unknown");
  const first = failed[0] ?? warned[0] ?? unclear[0];
  const counts = [
    counted(failed.length, "failed", "failed"),
    counted(warned.length, "warning", "warnings"),
    counted(unclear.length, "unknown", "unknown"),
  ].filter((text) => text !== "");
  const passed = `${results.filter(({ status }) => status === "pass").length} passed`;
  if (first === undefined) return { title, tag: "ok", text: passed };
  const name = first.status === "pass" || first.status === "skip" ? "ok" : first.status;
  return { title, tag: name, text: `${counts.join(", ")}: ${first.title}, ${first.observed}` };
}

/** The checks, and how far the host last got: what fails is said first. */
function networkRow(row: SummaryRow, { reach }: Snapshot): SummaryRow {
  if (reach?.state !== "finished" || row.tag === "fail") return row;
  const { ladders, verdict } = reach.report;
  const failed = ladders.flatMap(
    ({ rungs }) => rungs.find((rung) => rung.verdict === "fail") ?? [],
  );
  const [first] = failed;
  if (first !== undefined) return { ...row, tag: "fail", text: first.sentence ?? first.title };
  const used = ladders.filter((ladder) => ladder.verdict !== "skip").length;
  if (verdict === "unknown") return { ...row, text: `${row.text}; not all ways can be told` };
  return { ...row, text: `${row.text}; ${counted(used, "way", "ways")} out looked at` };
}

function counted(count: number, one: string, many: string): string {
  return count === 0 ? "" : `${count} ${count === 1 ? one : many}`;
}

export const REGISTRATION_TAGS: Readonly<Record<Snapshot["registration"]["state"], TagName>> = {
  unconfigured: "off",
  local: "off",
  contacting: "busy",
  reachable: "busy",
  enrolling: "busy",
  pending: "busy",
  approved: "ok",
  active: "ok",
  rejected: "fail",
  expired: "fail",
  conflict: "fail",
  blocked: "fail",
  offline: "warn",
};

function registrationRow({ registration }: Snapshot, time: ScreenTime): SummaryRow {
  const { state, approval, problem } = registration;
  const title = "Registration";
  if (state !== "pending" || approval === undefined)
    return { title, tag: REGISTRATION_TAGS[state], text: problem?.message ?? MODE_WORDS[state] };
  const { userCode, expiresMs } = approval;
  const code = userCode === undefined ? "" : `, code ${userCode}`;
  const left = expiresMs === undefined ? "" : `, ${formatCountdown(time.until(expiresMs))} left`;
  return { title, tag: "busy", text: `waiting for approval${code}${left}` };
}

function clusterRow({ conditions, cluster }: Snapshot): SummaryRow {
  const ready = conditions.find(({ type }) => type === "Ready");
  const title = "Cluster";
  if (cluster === null || cluster.installed.is === "absent")
    return { title, tag: "off", text: "none on this host" };
  if (cluster.installed.is === "unknown")
    return { title, tag: "unknown", text: `cannot tell: ${cluster.installed.why}` };
  if (ready === undefined)
    return {
      title,
      tag: "unknown",
      text: `${cluster.distribution} ${cluster.installed.value.version}`,
    };
  const name = ({ True: "ok", False: "warn", Unknown: "unknown" } as const)[ready.status];
  return { title, tag: name, text: ready.message };
}

function datastoreRow({ cluster, stores }: Snapshot): SummaryRow {
  const title = "Datastore";
  const own = stores?.own;
  if (cluster === null || own === undefined || own.is === "absent")
    return { title, tag: "off", text: "nothing to watch yet" };
  if (own.is === "unknown") return { title, tag: "unknown", text: `cannot tell: ${own.why}` };
  const [first] = own.value;
  if (first === undefined) return { title, tag: "off", text: "nothing to watch yet" };
  const worst = own.value.find(({ verdict }) => STORE_TAGS[verdict.is] !== "ok") ?? first;
  const { verdict, members } = worst;
  // What stands before it on this screen already says what it is.
  const kind = worst.title.replace(/^Datastore, /, "");
  const size = members.length === 1 ? "1 member" : `${members.length} members`;
  const tag = STORE_TAGS[verdict.is];
  return { title, tag, text: tag === "ok" ? `${kind}, ${size}` : `${kind}: ${verdict.why}` };
}

const STORE_TAGS = {
  OK: "ok",
  "single copy": "ok",
  "AT RISK": "warn",
  ELECTING: "warn",
  unknown: "unknown",
  LOST: "fail",
} as const;
