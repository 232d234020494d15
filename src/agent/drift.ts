import type { NewCondition, Plan } from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import type { ServiceParts } from "./parts.ts";

const EVERY_MS = 60_000;

/**
 * Compares the host with its document on a timer and says what differs. Repairs nothing by itself
 * while people may be at work: they get a condition, the list, and `bringup converge`.
 */
export async function watchDrift(
  parts: ServiceParts & { readonly signal: AbortSignal },
): Promise<void> {
  const { board, clock, conditions, runs, signal } = parts;
  while (!signal.aborted) {
    await clock.sleep(EVERY_MS, signal).catch(() => undefined);
    if (signal.aborted || runs.isDriving()) continue;
    const { text, generation } = board.snapshot().document;
    if (generation === 0) continue;
    try {
      const plan = await runs.compare(text, signal);
      if (plan !== undefined) conditions.show("drift", [driftCondition(plan)]);
    } catch (thrown) {
      if (!signal.aborted) board.note("error", "agent", `drift: ${errorView(thrown).message}`);
    }
  }
}

export function driftCondition(plan: Plan): NewCondition {
  const [first] = plan.steps;
  if (first === undefined) {
    return {
      type: "Drifted",
      status: "False",
      reason: "AsAsked",
      message: "The host is as its document asks.",
    };
  }
  const more = plan.steps.length > 1 ? ` and ${plan.steps.length - 1} more` : "";
  return {
    type: "Drifted",
    status: "True",
    reason: "Differs",
    message: `The host differs from its document: ${first.title}${more}. See bringup converge.`,
  };
}
