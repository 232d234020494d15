import type { MemberReport, StoreReport, Verdict } from "../datastore/index.ts";
import { knownValue } from "../engine/index.ts";
import type { StoresSlice } from "../session/index.ts";
import {
  adviceLine,
  leaderLines,
  type MemberLine,
  nextText,
  quorumLine,
  repairText,
  type Since,
} from "./member-lines.ts";
import { newestSurvivor } from "./recovery.ts";
import { isWell } from "./stores.ts";

/** Worst first: what people should look at before anything else. */
const WORST: readonly Verdict[] = [
  ...(["LOST", "unknown", "ELECTING", "AT RISK", "single copy", "OK"] as const),
];

/** Pure: the store that needs somebody most; of equal ones, that of this host's own cluster. */
export function worstStore({ own, practice = [] }: StoresSlice): StoreReport | undefined {
  const all = [...(knownValue(own) ?? []), ...practice];
  return WORST.flatMap((is) => all.find(({ verdict }) => verdict.is === is) ?? [])[0];
}

/** Pure: how a store is, what becomes well by itself and by when, what to do, and who may stop. */
export function storeLines(store: StoreReport, since: Since): readonly MemberLine[] {
  const { members, verdict } = store;
  const worst = worstMember(members);
  const repair = worst && repairText(store, worst);
  return [
    quorumLine(store),
    ...leaderLines(store, since),
    { label: "By itself", text: repair ?? (isWell(store) ? "nothing has to" : "nothing does") },
    ...(worst === undefined ? [] : [{ label: "Do now", text: doNow(store, worst) }]),
    ...(verdict.is === "LOST" ? [{ label: "Newest", text: newestSurvivor(store) }] : []),
    ...members.map(({ name, stop }, at) => {
      const { text, is } = adviceLine("", stop);
      const label = at === 0 ? "Stop now?" : "";
      return { label, text: `${name}: ${text}`, ...(is !== undefined && { is }) };
    }),
  ];
}

function doNow(store: StoreReport, worst: MemberReport): string {
  const { is } = store.verdict;
  const next = nextText(store, worst);
  const isAboutIt = worst.reach === "unreachable" && is !== "LOST" && is !== "ELECTING";
  return isAboutIt ? `bring back ${worst.name}: ${next}` : next;
}

const UNWELL: readonly MemberReport["reach"][] = ["unreachable", "missed", "unknown", "online"];

/** A voter that is gone before a spare that is. */
function worstMember(members: readonly MemberReport[]): MemberReport | undefined {
  const voters = members.filter(({ role }) => role === "voter");
  const all = voters.length > 0 ? voters : members;
  return UNWELL.flatMap((reach) => all.find((member) => member.reach === reach) ?? [])[0];
}
