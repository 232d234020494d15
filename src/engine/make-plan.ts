import { BringupError } from "../errors/index.ts";
import type { HostView } from "./host.ts";
import {
  assemblePlan,
  type Blocked,
  type Candidate,
  type Goal,
  type Plan,
  type PlannedStep,
  type Skipped,
} from "./plan.ts";
import type { CheckContext, Handler, SecretReader, Step, Verdict } from "./step.ts";

/** By kind of step. */
export type Handlers = ReadonlyMap<string, Handler>;

/** `generation` is that of the document the candidate was made from. */
export interface PlanRequest {
  readonly goal: Goal;
  readonly generation: number;
  readonly candidate: Candidate;
  readonly handlers: Handlers;
  readonly host: HostView;
  readonly secrets: SecretReader;
  readonly signal: AbortSignal;
}

/** Compares what is wanted with what is there; changes nothing. What remains to be done is the plan. */
export async function makePlan(request: PlanRequest): Promise<Plan> {
  const { candidate, goal, generation } = request;
  const steps: PlannedStep[] = [];
  const skipped: Skipped[] = [...candidate.skipped];
  const blocked: Blocked[] = [...candidate.blocked];
  for (const step of candidate.steps) {
    const handler = handlerOf(request.handlers, step);
    const verdict = await judge(handler, step, request);
    if (verdict.is === "done" && handler.staleAfter?.(step.params, steps) !== true) {
      skipped.push({ title: step.title, reason: verdict.message });
    } else if (verdict.is === "blocked") {
      blocked.push({ code: step.id, message: verdict.message, hint: verdict.hint });
    } else if (verdict.is === "unknown" && step.impact === "data-loss") {
      blocked.push(destructiveUnknown(step, verdict.message));
    } else {
      steps.push({ ...step, changes: await handler.preview(step.params, request) });
    }
  }
  return assemblePlan({ goal, generation, steps, skipped, blocked });
}

/** A check that throws could not tell: unknown, with the reason. */
export async function judge(handler: Handler, step: Step, context: CheckContext): Promise<Verdict> {
  try {
    return await handler.check(step.params, context);
  } catch (thrown) {
    if (context.signal.aborted) throw thrown;
    return { is: "unknown", message: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

export function handlerOf(handlers: Handlers, step: Step): Handler {
  const handler = handlers.get(step.kind);
  if (handler === undefined) throw new BringupError("BUG", `no handler for step kind ${step.kind}`);
  return handler;
}

/** Turns ordered lists of handlers into the lookup the engine uses; a kind listed twice is a bug. */
export function handlerMap(...lists: readonly (readonly Handler[])[]): Handlers {
  const map = new Map<string, Handler>();
  for (const handler of lists.flat()) {
    if (map.has(handler.kind)) throw new BringupError("BUG", `two handlers for ${handler.kind}`);
    map.set(handler.kind, handler);
  }
  return map;
}

/** Data is only lost on purpose: what could not be read is never taken for absent. */
export function destructiveUnknown(step: Step, why: string): Blocked {
  return {
    code: step.id,
    message: `${step.title}: ${why}`,
    hint: "Data would be lost and the present state is not known: clear that up first.",
  };
}
