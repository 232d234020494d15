import { asBringupError } from "../errors/index.ts";
import type { HostIO } from "./host.ts";
import type { Journal, JournalRecord } from "./journal.ts";
import { type Handlers, handlerOf } from "./make-plan.ts";
import type { PlannedStep } from "./plan.ts";
import type { RunContext, SecretReader, UndoRecord } from "./step.ts";

export interface UndoParts {
  readonly host: HostIO;
  readonly journal: Journal;
  readonly handlers: Handlers;
  readonly secrets: SecretReader;
}

/** How long one step may take to go back, milliseconds. */
const UNDO_LIMIT_MS = 120_000;

export interface UndoWatch {
  changed(): void;
  /** Aborts when this process lets go; whoever opens the journal next goes on. */
  readonly leaving: AbortSignal;
}

/**
 * Takes back what a cancelled run did, last first, down to the last commit. Safe to call again
 * after a cut: what is already undone is skipped. Returns the sentence for the run's end, or
 * `undefined` when it was left in the middle.
 */
export async function undoRun(
  parts: UndoParts,
  runId: string,
  { changed, leaving }: UndoWatch,
): Promise<string | undefined> {
  const records = parts.journal.records(runId);
  const request = records.findLast((record) => record.type === "run-cancelling");
  if (request?.type !== "run-cancelling" || !request.undo) return "cancelled; what was done stays";
  const plan = records.find((record) => record.type === "run-approved");
  const steps = plan?.type === "run-approved" ? plan.plan.steps : [];
  const stays: string[] = [];
  for (const step of toUndo(steps, records)) {
    if (leaving.aborted) return undefined;
    const failure = await undoStep({ ...parts, leaving }, step, capturedOf(records, step.id));
    if (failure !== undefined && leaving.aborted) return undefined;
    if (failure !== undefined) {
      stays.push(`${step.title} (${failure})`);
      continue;
    }
    parts.journal.append(runId, { type: "step-undone", stepId: step.id });
    changed();
  }
  if (stays.length === 0) return "cancelled; everything this run did was taken back";
  return `cancelled; not taken back: ${stays.join("; ")}`;
}

/** After a success nothing is taken back any more: former secrets must not lie around for it. */
export async function forgetCaptures(parts: UndoParts, runId: string): Promise<string> {
  const records = parts.journal.records(runId);
  const plan = records.find((record) => record.type === "run-approved");
  const steps = plan?.type === "run-approved" ? plan.plan.steps : [];
  const left: string[] = [];
  for (const step of steps) {
    const captured = capturedOf(records, step.id);
    const handler = parts.handlers.get(step.kind);
    if (captured === undefined || handler?.forget === undefined) continue;
    try {
      await handler.forget(step.params, captured, undoContext(parts));
    } catch (thrown) {
      left.push(`${step.title} (${asBringupError(thrown).message})`);
    }
  }
  return left.length === 0 ? "" : `; copies of former files stay: ${left.join("; ")}`;
}

function undoContext(parts: UndoParts, leaving?: AbortSignal): RunContext {
  const limit = AbortSignal.timeout(UNDO_LIMIT_MS);
  const signal = leaving === undefined ? limit : AbortSignal.any([leaving, limit]);
  return { ...parts, signal, report: () => undefined };
}

function toUndo(steps: readonly PlannedStep[], records: readonly JournalRecord[]): PlannedStep[] {
  const touched = new Set<string>();
  const finished = new Set<string>();
  for (const record of records) {
    if (record.type === "step-started") touched.add(record.stepId);
    if (record.type === "step-undone") touched.delete(record.stepId);
    if (record.type === "step-succeeded" || record.type === "step-recovered") {
      finished.add(record.stepId);
    }
  }
  const committed = steps.findLastIndex((step) => step.commit === true && finished.has(step.id));
  return steps
    .slice(committed + 1)
    .filter((step) => touched.has(step.id))
    .reverse();
}

/** `undefined` when it went back, else why not. */
async function undoStep(
  { leaving, ...parts }: UndoParts & Pick<UndoWatch, "leaving">,
  step: PlannedStep,
  captured: UndoRecord | undefined,
): Promise<string | undefined> {
  try {
    const handler = handlerOf(parts.handlers, step);
    // Without a capture the step never got as far as changing anything.
    if (handler.capture !== undefined && captured === undefined) return undefined;
    if (handler.undo === undefined)
      return step.undo === "none" && step.impact !== "none" ? "no way back" : undefined;
    await handler.undo(step.params, captured ?? {}, undoContext(parts, leaving));
    return undefined;
  } catch (thrown) {
    return asBringupError(thrown).message;
  }
}

function capturedOf(records: readonly JournalRecord[], stepId: string): UndoRecord | undefined {
  const found = records.find(
    (record) => record.type === "step-captured" && record.stepId === stepId,
  );
  return found?.type === "step-captured" ? found.captured : undefined;
}
