import type { StoreReport } from "../datastore/index.ts";
import { BEFORE_RECOVERY, type RecoveryGuide, type RecoveryStep } from "../distributions/index.ts";
import { knownValue } from "../engine/index.ts";
import type { StoresSlice } from "../session/index.ts";

/**
 * Pure: what people do about the stores that have lost their quorum; empty: none has, or nobody wrote
 * down what to do about it. It is shown; nothing of it is ever carried out.
 */
export function recoveryGuides({
  own,
  practice = [],
  recovery,
}: StoresSlice): readonly RecoveryGuide[] {
  const lost = (knownValue(own) ?? []).filter(isLost);
  if (lost.length > 0) return recovery ?? [];
  const practised = practice.find(isLost);
  return practised === undefined ? [] : [practiceGuide(practised)];
}

export function isLost({ verdict }: StoreReport): boolean {
  return verdict.is === "LOST";
}

/** Pure: which of those that are left has the newest data, as far as it can be seen from here. */
export function newestSurvivor({ members }: StoreReport): string {
  const withData = members.filter(
    ({ reach, role }) => reach === "online" && role !== "spare" && role !== "pending",
  );
  const [first] = withData;
  if (first === undefined) return "no member that has data answers this host";
  if (withData.length === 1) return `${first.name}: no other member that has data answers`;
  const names = (all: readonly { readonly name: string }[]) =>
    all.map(({ name }) => name).join(", ");
  if (withData.some(({ lag }) => lag === undefined))
    return `cannot be seen from here: compare ${names(withData)} as the steps say`;
  const least = Math.min(...withData.map(({ lag = 0 }) => lag));
  const newest = withData.filter(({ lag }) => lag === least);
  return newest.length > 1 ? `the same on ${names(newest)}` : `${names(newest)} has got most`;
}

/** Pure: all there is to know of a step before it is done, each with its label. */
export function stepLines(step: RecoveryStep): readonly (readonly [label: string, text: string])[] {
  const { where, why, commands, check, dangers } = step;
  return [
    ["Where", where],
    ["Why", why],
    ...commands.map((text, at) => [at === 0 ? "Type" : "", text] as const),
    ["Check", check],
    ...dangers.map((text) => ["Danger", text] as const),
  ];
}

function practiceGuide({ title, members }: StoreReport): RecoveryGuide {
  const gone = members.filter(({ reach }) => reach === "unreachable");
  return {
    id: "practice-quorum-lost",
    title: `${title} has lost its quorum`,
    source: "the practice site itself: nothing real is touched",
    before: BEFORE_RECOVERY,
    steps: [
      {
        title: "Bring members back",
        where: "each lost host",
        why: "With a majority of the voters the quorum returns by itself, and nothing is lost.",
        commands: gone.flatMap(({ name }) => [
          `bringup --rehearse practise start ${name}`,
          `bringup --rehearse practise heal ${name}`,
        ]),
        check: "Status shows a leader that confirms itself, and members that answer.",
        dangers: ["On a real site whoever comes back must have kept its data."],
      },
    ],
  };
}
