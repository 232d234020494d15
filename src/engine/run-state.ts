import type { ErrorView } from "../errors/index.ts";
import type { Actor, JournalRecord, RunOutcome } from "./journal.ts";
import type { PlannedStep } from "./plan.ts";
import type { Change, Impact, Undo } from "./step.ts";

/** One run as every console shows it: a projection of its journal, plus live progress. */
export interface RunState {
  readonly id: string;
  readonly planHash: string;
  readonly title: string;
  readonly state: "running" | "pausing" | "paused" | "cancelling" | RunOutcome;
  /** Why it is paused or how it ended. */
  readonly message: string;
  readonly startedMs: number;
  readonly endedMs: number | null;
  readonly actor: Actor;
  readonly steps: readonly RunStepState[];
}

/** A step as consoles show it; times in milliseconds, wall time for `startedMs`. */
export interface RunStepState {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly impact: Impact;
  readonly undo: Undo;
  readonly commit: boolean;
  readonly mark?: string;
  readonly state: "waiting" | "running" | "done" | "failed" | "undone";
  readonly attempt: number;
  readonly startedMs: number | null;
  readonly tookMs: number | null;
  readonly usualMs: number;
  readonly totalLimitMs: number;
  /** Last line of evidence. */
  readonly evidence: string;
  readonly progress?: {
    readonly done: number;
    readonly total: number;
    readonly unit: "bytes" | "items";
  };
  readonly error?: ErrorView;
  readonly changes: readonly Change[];
}

/** Pure: the same records always give the same state. `undefined` without a `run-approved`. */
export function runStateOf(records: readonly JournalRecord[]): RunState | undefined {
  let state: RunState | undefined;
  for (const record of records) state = reduceRun(state, record);
  return state;
}

/** The same for a journal that only grows: each record is folded in once, however often it is asked. */
export function createRunFold(): typeof runStateOf {
  let state: RunState | undefined;
  let last: JournalRecord | undefined;
  let count = 0;
  return (records) => {
    if (last !== undefined && records[count - 1] !== last) [state, count] = [undefined, 0];
    for (; count < records.length; count++) {
      last = records[count];
      if (last !== undefined) state = reduceRun(state, last);
    }
    return state;
  };
}

/** What one more record makes of it. */
function reduceRun(state: RunState | undefined, record: JournalRecord): RunState | undefined {
  if (record.type === "run-approved") return approvedState(record);
  if (state === undefined) return undefined;
  switch (record.type) {
    case "run-paused":
      return { ...state, state: "paused", message: record.why };
    case "run-resumed":
      return { ...state, state: "running", message: "", steps: state.steps.map(retried) };
    case "run-cancelling":
      return { ...state, state: "cancelling", message: record.undo ? "undoing" : "stopping" };
    case "run-ended":
      return { ...state, state: record.outcome, message: record.message, endedMs: record.atMs };
    default:
      return withStep(state, record.stepId, (step) => reduceStep(step, record));
  }
}

type StepRecord = Extract<JournalRecord, { readonly stepId: string }>;

function reduceStep(step: RunStepState, record: StepRecord): RunStepState {
  switch (record.type) {
    case "step-started": {
      const { error: _, progress: __, ...rest } = step;
      return {
        ...rest,
        state: "running",
        attempt: record.attempt,
        startedMs: record.atMs,
        tookMs: null,
      };
    }
    case "step-captured":
      return step;
    case "step-succeeded":
      return { ...step, state: "done", evidence: record.evidence, tookMs: record.tookMs };
    case "step-recovered":
      return { ...step, state: "done", evidence: record.evidence };
    case "step-failed":
      return { ...step, state: "failed", evidence: record.error.message, error: record.error };
    case "step-undone":
      return { ...step, state: "undone" };
  }
}

function approvedState(record: Extract<JournalRecord, { type: "run-approved" }>): RunState {
  const { plan, actor } = record;
  return {
    id: record.runId,
    planHash: plan.hash,
    title: titleOf(plan.steps),
    state: "running",
    message: "",
    startedMs: record.atMs,
    endedMs: null,
    actor,
    steps: plan.steps.map(waitingStep),
  };
}

/** Named by where it leads: the last step is what the run was for. */
function titleOf(steps: readonly PlannedStep[]): string {
  const last = steps.at(-1)?.title ?? "nothing";
  return steps.length <= 1 ? last : `${steps.length} steps, up to: ${last}`;
}

function waitingStep(step: PlannedStep): RunStepState {
  return {
    id: step.id,
    kind: step.kind,
    title: step.title,
    impact: step.impact,
    undo: step.undo,
    commit: step.commit ?? false,
    ...(step.mark === undefined ? {} : { mark: step.mark }),
    state: "waiting",
    attempt: 0,
    startedMs: null,
    tookMs: null,
    usualMs: step.usualMs,
    totalLimitMs: step.limit.totalMs,
    evidence: "",
    changes: step.changes,
  };
}

/** A person who resumes gives a failed step its attempts back. */
function retried(step: RunStepState): RunStepState {
  if (step.state !== "failed") return step;
  const { error: _, ...rest } = step;
  return { ...rest, state: "waiting", attempt: 0 };
}

export function withStep(
  state: RunState,
  stepId: string,
  change: (step: RunStepState) => RunStepState,
): RunState {
  return {
    ...state,
    steps: state.steps.map((step) => (step.id === stepId ? change(step) : step)),
  };
}
