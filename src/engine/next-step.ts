import { errorView } from "../errors/index.ts";
import type { HostIO } from "./host.ts";
import { destructiveUnknown, type Handlers, handlerOf, judge } from "./make-plan.ts";
import { type Candidate, type Plan, staysWithin } from "./plan.ts";
import type { SecretReader, Step } from "./step.ts";

interface LookParts {
  readonly host: HostIO;
  readonly handlers: Handlers;
  readonly secrets: SecretReader;
  candidate(signal: AbortSignal): Promise<Candidate>;
}

export type Next =
  | { readonly is: "none" }
  | { readonly is: "step"; readonly step: Step }
  | { readonly is: "stop"; readonly why: string };

interface Look {
  readonly signal: AbortSignal;
  /** A step whose effect is there, whoever brought it about. */
  onDone(step: Step, evidence: string): void;
}

/** Level-triggered: looks at the host anew and picks the first unmet step, if it was approved. */
export async function nextStep(parts: LookParts, approved: Plan, look: Look): Promise<Next> {
  const { signal, onDone } = look;
  try {
    const candidate = await parts.candidate(signal);
    const [obstacle] = candidate.blocked;
    if (obstacle !== undefined) return { is: "stop", why: obstacle.message };
    for (const step of candidate.steps) {
      const verdict = await judge(handlerOf(parts.handlers, step), step, { ...parts, signal });
      if (verdict.is === "done") {
        onDone(step, verdict.message);
        continue;
      }
      if (verdict.is === "blocked") return { is: "stop", why: `${step.title}: ${verdict.message}` };
      if (verdict.is === "unknown" && step.impact === "data-loss") {
        return { is: "stop", why: destructiveUnknown(step, verdict.message).message };
      }
      if (staysWithin(approved.steps, [step])) return { is: "step", step };
      return { is: "stop", why: `replan needed: ${step.title} was not part of the approved plan` };
    }
    return { is: "none" };
  } catch (thrown) {
    if (signal.aborted) return { is: "none" };
    return { is: "stop", why: errorView(thrown).message };
  }
}
