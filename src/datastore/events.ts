import type { MemberReport, StoreReport } from "./report.ts";
import type { Verdict } from "./verdict.ts";

/** Something that became otherwise, in one sentence for people. */
export interface StoreEvent {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
}

/**
 * Pure: what is news between two reports of one store. One missed answer is none, and an election
 * is told as its outcome.
 */
export function storeEvents(before: StoreReport, after: StoreReport): readonly StoreEvent[] {
  return [
    ...leaderEvents(before, after),
    ...memberEvents(before, after),
    ...verdictEvents(before, after),
  ].map(({ level, message }) => ({ level, message: `${message} (${after.title})` }));
}

function leaderEvents({ leader: old }: StoreReport, { leader, kind }: StoreReport): StoreEvent[] {
  if (kind === "sqlite" || kind === "external") return [];
  if (leader?.isSure !== true || old?.id === leader.id) return [];
  const was = old === undefined ? "" : `, before ${old.name}`;
  return [{ level: "info", message: `${leader.name} leads${was}` }];
}

function memberEvents(before: StoreReport, after: StoreReport): StoreEvent[] {
  // Whoever only guesses the members knows of none that came or went.
  const isTold = ({ source, isPartial }: StoreReport) =>
    isPartial === undefined && (source === "leader" || source === "members");
  const isSure = isTold(before) && isTold(after);
  const came = after.members.filter(({ id }) => memberOf(before, id) === undefined);
  const went = before.members.filter(({ id }) => memberOf(after, id) === undefined);
  return [
    ...after.members.flatMap((member) => changeOf(memberOf(before, member.id), member)),
    ...(isSure ? came : []).map(({ name, role }) => info(`${name} joined as ${role}`)),
    ...(isSure ? went : []).map(({ name }) => info(`${name} is no member any more`)),
  ];
}

function changeOf(before: MemberReport | undefined, after: MemberReport): StoreEvent[] {
  if (before === undefined) return [];
  const { name, role, reach, why } = after;
  const turned =
    before.role === role ? [] : [info(`${name} is now ${role}, before ${before.role}`)];
  const isNews = (now: MemberReport["reach"]) => reach === now && before.reach !== now;
  if (isNews("unreachable"))
    return [
      ...turned,
      { level: "warn", message: `${name} does not answer this host: ${why ?? "no reason known"}` },
    ];
  if (before.reach === "unreachable" && reach === "online")
    return [...turned, info(`${name} answers again`)];
  return turned;
}

const LEVELS: Readonly<Record<Verdict, StoreEvent["level"]>> = {
  OK: "info",
  "single copy": "info",
  "AT RISK": "warn",
  ELECTING: "info",
  unknown: "warn",
  LOST: "error",
};

function verdictEvents({ verdict: old }: StoreReport, { verdict }: StoreReport): StoreEvent[] {
  if (old.is === verdict.is) return [];
  return [
    { level: LEVELS[verdict.is], message: `${verdict.is}, before ${old.is}: ${verdict.why}` },
  ];
}

function memberOf({ members }: StoreReport, id: string): MemberReport | undefined {
  return members.find((member) => member.id === id);
}

function info(message: string): StoreEvent {
  return { level: "info", message };
}
