import type { Trial } from "./trial.ts";
import type { TrialView } from "./view.ts";

/** `1:43 left`. */
export function leftWords(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`;
}

/** One line of evidence while it waits. */
export function waitingWords({ state, leftSeconds, why }: Trial): string {
  if (state === "reverting") return `going back: ${why}`;
  if (state === "armed") return "being applied";
  return `kept only when confirmed: ${leftWords(leftSeconds)}`;
}

/** Where it stands, in one sentence. */
export function trialSentence(view: TrialView): string {
  switch (view.state) {
    case "armed":
      return `The change of ${view.title} is being applied.`;
    case "applied":
      return `The change of ${view.title} is in force: ${leftWords(view.leftSeconds)} to keep it.`;
    case "reverting":
      return `The change of ${view.title} goes back: ${view.why}.`;
    case "kept":
      return `The change of ${view.title} was kept.`;
    case "reverted":
      return `The change of ${view.title} went back: ${view.why}. ${readBackWords(view)}`;
  }
}

function readBackWords({ isAsBefore, differs }: TrialView): string {
  if (isAsBefore) return "The host is as before, read back.";
  return `Not all is as before: ${differs.length === 0 ? "see the log" : differs.join("; ")}.`;
}

/** What happens to the connections of this moment, and without an answer. */
export function wayBackWords({
  cutOff,
  reconnect,
  state,
  withoutProof,
}: TrialView): readonly string[] {
  if (state !== "armed" && state !== "applied") return [];
  const to = reconnect.length === 0 ? "its new address" : reconnect.join(" or ");
  const lost =
    cutOff.length === 0
      ? []
      : [
          `SSH from ${cutOff.join(", ")} came through an address that is gone: reconnect to ${to} ` +
            "and open bringup to keep the change.",
        ];
  return [
    ...lost,
    ...(withoutProof === undefined ? [] : ["Without proof: kept, it stays, right or wrong."]),
    "Not kept in time, or the power goes: the old settings come back by themselves.",
  ];
}
