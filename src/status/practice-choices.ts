import type { MemberReport, StoreReport } from "../datastore/index.ts";
import type { PracticeAct } from "../rehearsal/index.ts";

/** What can be practised on a member, in words. */
export interface PracticeChoice {
  readonly what: PracticeAct;
  readonly label: string;
  /** It takes the quorum away: asked before. */
  readonly asks?: { readonly question: string; readonly warning: string };
}

const LABELS: readonly (readonly [PracticeAct, label: string])[] = [
  ["stop", "Stop it: its program is gone"],
  ["freeze", "Freeze it: it takes connections and says nothing"],
  ["cut", "Cut it off: its network cable is out"],
  ["start", "Start it, or let it go on"],
  ["heal", "Plug its network cable in again"],
];

const QUESTIONS: { readonly [A in PracticeAct]?: (name: string) => string } = {
  stop: (name) => `Stop ${name}?`,
  freeze: (name) => `Freeze ${name}?`,
  cut: (name) => `Cut ${name} off?`,
};

/** Pure: in the order in which they are offered. */
export function practiceChoices(
  store: StoreReport,
  member: MemberReport,
): readonly PracticeChoice[] {
  const warning = warningOf(store, member);
  return LABELS.map(([what, label]) => {
    const question = QUESTIONS[what]?.(member.name);
    const isAsked = warning !== undefined && question !== undefined;
    return { what, label, ...(isAsked && { asks: { question, warning } }) };
  });
}

/** Only where it is this member's going that takes the quorum, as far as can be told from here. */
function warningOf({ verdict }: StoreReport, member: MemberReport): string | undefined {
  const { voters, answering, needed } = verdict;
  const { role, reach, name } = member;
  if (role !== "voter" || reach === "unreachable" || verdict.is === "LOST") return undefined;
  const left = answering - 1;
  if (left >= needed) return undefined;
  return `This takes the quorum away: with ${left} of ${voters} voters nothing can be written until ${name} or another one is back.`;
}
