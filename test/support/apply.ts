import assert from "node:assert/strict";
import type {
  Candidate,
  Change,
  Handler,
  RunContext,
  Step,
  Verdict,
} from "../../src/engine/index.ts";
import { createMemoryHost, type MemoryHostOptions } from "../../src/host/index.ts";
import { STEP_HANDLERS } from "../../src/steps/index.ts";
import { contextOf } from "../contract/handlers.ts";

export interface Applied {
  /** Ids of the steps that had something to do. */
  readonly ran: readonly string[];
  readonly changes: readonly Change[];
  /** All that would be written down: previews, parameters, saved states. */
  readonly journal: string;
  /** Takes back what ran, last first. */
  undo(): Promise<void>;
}

/** Carries out a candidate as the engine does: check, preview, capture, run, check. */
export async function applied(candidate: Candidate, context: RunContext): Promise<Applied> {
  assert.deepEqual(candidate.blocked, []);
  const ran: string[] = [];
  const changes: Change[] = [];
  const journal: unknown[] = [];
  const ways: (() => Promise<void>)[] = [];
  for (const step of candidate.steps) {
    const handler = handlerOf(step);
    const before = await handler.check(step.params, context);
    if (before.is === "done") continue;
    assert.equal(before.is, "todo", `${step.id}: ${before.message}`);
    const shown = await handler.preview(step.params, context);
    const captured = (await handler.capture?.(step.params, context)) ?? {};
    await handler.run(step.params, context);
    const after = await handler.check(step.params, context);
    assert.equal(after.is, "done", `${step.id}: ${after.message}`);
    ran.push(step.id);
    changes.push(...shown);
    journal.push(step, shown, captured);
    ways.unshift(async () => handler.undo?.(step.params, captured, context));
  }
  return {
    ran,
    changes,
    journal: JSON.stringify(journal),
    async undo() {
      for (const back of ways) await back();
    },
  };
}

export function handlerOf({ kind }: Step): Handler {
  const found = STEP_HANDLERS.find((handler) => handler.kind === kind);
  assert.ok(found, kind);
  return found;
}

/** What the check of a step says on a host like this. */
export function verdictOn(step: Step, on: MemoryHostOptions): Promise<Verdict> {
  return handlerOf(step).check(step.params, contextOf(createMemoryHost(on), {}));
}
