import type { MemberReport, StoreReport } from "../src/datastore/index.ts";
import type { Fact } from "../src/engine/index.ts";
import { formatBytes, formatDuration } from "../src/quantity/index.ts";
import { answerTime } from "../src/status/index.ts";
import { truncate } from "../src/text/index.ts";
import { type Span, toned } from "./components/line.tsx";

/** When there is nothing to draw a table of. */
export function storesSentence(own: Fact<readonly StoreReport[]>): string | undefined {
  if (own.is === "absent") return "Datastore   none yet";
  return own.is === "unknown" ? `Datastore   cannot tell: ${own.why}` : undefined;
}

/** `etcd, 31 MB   OK: 1 of 3 may fail   leader node-2` */
export function storeHeading(store: StoreReport): readonly Span[] {
  const { title, members, leader, verdict } = store;
  const sizes = members.flatMap(({ sizeBytes }) => sizeBytes ?? []);
  const size = sizes.length === 0 ? "" : `, ${formatBytes(Math.max(...sizes))}`;
  const doubt = leader?.isSure === false ? " (not confirmed)" : "";
  const led = members.length < 2 || leader === undefined ? "" : `   leader ${leader.name}${doubt}`;
  return [toned(`${title}${size}   `, "strong"), verdictSpan(verdict), led];
}

function verdictSpan({ is, mayFail, voters }: StoreReport["verdict"]): Span {
  const margin = `${mayFail} of ${voters} may fail`;
  switch (is) {
    case "OK":
      return toned(`OK: ${margin}`, "ok");
    case "single copy":
      return toned("single copy: it must not fail", "strong");
    case "AT RISK":
      return toned(`AT RISK: ${margin}`, "warn");
    case "ELECTING":
      return toned("ELECTING A LEADER", "warn");
    case "LOST":
      return toned("LOST: nothing can be written", "fail");
    case "unknown":
      return toned("CANNOT TELL", "warn");
  }
}

/** Below the heading: the numbers behind a verdict that is not good, and what is odd about the store. */
export function storeReason({ verdict, notes = [] }: StoreReport): string | undefined {
  const isGood = verdict.is === "OK" || verdict.is === "single copy";
  const said = isGood ? notes : [verdict.why, ...notes];
  return said.length === 0 ? undefined : said.join("; ");
}

/** For the sentence on top: what is wrong with the worst of them; `undefined`: nothing. */
export function storesRisk(own: Fact<readonly StoreReport[]>): Span | undefined {
  if (own.is !== "known") return undefined;
  const by = (is: StoreReport["verdict"]["is"]) =>
    own.value.find(({ verdict }) => verdict.is === is)?.verdict;
  if (by("LOST") !== undefined) return toned("QUORUM LOST: nothing can be changed", "fail");
  const risk = by("AT RISK");
  if (risk !== undefined)
    return toned(`QUORUM AT RISK: ${risk.mayFail} of ${risk.voters} may fail`, "fail");
  return by("ELECTING") === undefined ? undefined : toned("ELECTING A LEADER", "warn");
}

/** Of the first column of the tables that show members. */
const MEMBER_CELLS = 20;
/** Short, so that a node has room for a whole IPv4 address beside its name. */
const HERE = " (here)";

/** Where both do not fit, the name is cut, and never which of them is this host. */
export function namedHere(
  { name, isThisHost }: { readonly name: string; readonly isThisHost: boolean },
  cells: number,
): string {
  return isThisHost ? truncate(name, cells - HERE.length) + HERE : name;
}

/** Of one of several members. `since`: how long ago a moment was, as the device can follow. */
export function memberCells(store: StoreReport, since: (epochMs: number) => number) {
  return (member: MemberReport): readonly Span[] => [
    namedHere(member, MEMBER_CELLS),
    member.address ?? "",
    `${member.role}${leads(store, member)}`,
    reachSpan(member, since),
    member.roundTripMs === undefined ? "" : answerTime(member.roundTripMs),
  ];
}

function leads({ leader }: StoreReport, { id }: MemberReport): string {
  if (leader?.id !== id) return "";
  return leader.isSure ? " *" : " ?";
}

function reachSpan({ reach, seenMs }: MemberReport, since: (epochMs: number) => number): Span {
  const ago = seenMs === undefined ? "" : ` ${formatDuration(secondsOf(since(seenMs)))}`;
  if (reach === "online") return toned("online", "ok");
  if (reach === "missed") return toned("NO ANSWER", "warn");
  if (reach === "unreachable") return toned(`UNREACHABLE${ago}`, "fail");
  return "not asked";
}

const secondsOf = (ms: number): number => Math.floor(ms / 1000) * 1000;
