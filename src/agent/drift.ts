import type { NewCondition, Plan } from "../engine/index.ts";
import { repairable, waitsBecause } from "./repairable.ts";

/** What became of the part that may be mended without asking. */
export type Outcome =
  | { readonly is: "left" }
  | { readonly is: "repairing" }
  | { readonly is: "repaired"; readonly titles: readonly string[] }
  | { readonly is: "failed"; readonly why: string }
  /** Somebody is at work: nothing happens under their hands. */
  | { readonly is: "in-control"; readonly who: string }
  /** It came back as often as this; `writers`: who is known to write here too. */
  | { readonly is: "fought"; readonly times: number; readonly writers: string | undefined };

/** Pure: the condition `Drifted`, with what was done, what waits, and why. */
export function driftCondition(plan: Plan, wanted: string, outcome: Outcome): NewCondition {
  const waiting = waitingOf(plan);
  if (outcome.is === "repaired") {
    const done = `Repaired by itself from ${wanted}: ${outcome.titles.join("; ")}.`;
    const status = plan.steps.length + plan.blocked.length === 0 ? "False" : "True";
    return { type: "Drifted", status, reason: "Repaired", message: joined(done, waiting) };
  }
  const [first] = plan.steps;
  if (first === undefined) {
    const message =
      wanted === "its document"
        ? "The host is as its document asks."
        : `The host is as its document asks, with ${wanted} in it.`;
    return { type: "Drifted", status: "False", reason: "AsAsked", message };
  }
  const more = plan.steps.length > 1 ? ` and ${plan.steps.length - 1} more` : "";
  const what = `The host differs from ${wanted}: ${first.title}${more}.`;
  const { reason, said } = wordsFor(outcome);
  return { type: "Drifted", status: "True", reason, message: joined(what, said, waiting) };
}

function wordsFor(outcome: Exclude<Outcome, { is: "repaired" }>) {
  switch (outcome.is) {
    case "left":
      return { reason: "Differs", said: "See bringup converge." };
    case "repairing":
      return { reason: "Repairing", said: "It is being repaired." };
    case "failed":
      return {
        reason: "RepairFailed",
        said: `The repair failed and is tried again: ${outcome.why}`,
      };
    case "in-control":
      return {
        reason: "PersonAtWork",
        said: `It is repaired once ${outcome.who} lets go of control.`,
      };
    case "fought":
      return {
        reason: "Contention",
        said: `Repaired ${outcome.times} times, it came back each time: ${writersOf(outcome)}. It is left as it is for an hour.`,
      };
  }
}

function writersOf({ writers }: Extract<Outcome, { is: "fought" }>): string {
  if (writers === undefined) return "find out what else writes there, and stop one of the two";
  return `${writers} is at work here and may be the other writer, so stop one of the two`;
}

/** The class of each difference that is left to a person: the reason, once, with what it is about. */
function waitingOf(plan: Plan): string {
  const mild = repairable(plan);
  const left = plan.steps.filter(({ id }) => !mild.has(id));
  const [first] = left;
  const [obstacle] = plan.blocked;
  if (obstacle !== undefined) return `More is asked, but ${obstacle.message}. ${obstacle.hint}`;
  if (first === undefined) return "";
  const why = left.map(waitsBecause).find((reason) => reason !== undefined);
  const more = left.length > 1 ? ` and ${left.length - 1} more` : "";
  return `A person has to approve ${first.title}${more}${why === undefined ? "" : `: ${why}`}. See bringup converge.`;
}

function joined(...parts: readonly string[]): string {
  return [...new Set(parts.filter((part) => part !== ""))].join(" ");
}
