import { BringupError, type ErrorView, errorView } from "../errors/index.ts";
import type { Clock } from "./clock.ts";
import type { HostIO } from "./host.ts";
import type { Journal } from "./journal.ts";
import { judge } from "./make-plan.ts";
import type { Handler, Progress, RunContext, SecretReader, SharedLocks, Step } from "./step.ts";

export interface StepRun {
  readonly runId: string;
  readonly step: Step;
  readonly handler: Handler;
  readonly host: HostIO;
  readonly secrets: SecretReader;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  readonly attempt: number;
  readonly isContinued: boolean;
  readonly locks?: SharedLocks;
  /** A step under a shared lock was carried out by this run already. */
  readonly hadLock: boolean;
  onProgress(progress: Progress): void;
}

export type StepOutcome =
  | { readonly is: "succeeded" }
  | { readonly is: "failed"; readonly error: ErrorView };

/** One attempt: record, capture, run, verify by effect, record. No durable record, no side effect. */
export async function attemptStep(run: StepRun): Promise<StepOutcome> {
  const { journal, runId, step, attempt, host } = run;
  const startedMs = host.clock.monotonicMs();
  journal.append(runId, {
    type: "step-started",
    stepId: step.id,
    inputsDigest: step.inputsDigest,
    attempt,
  });
  try {
    const message = await effect(run);
    const tookMs = Math.round(host.clock.monotonicMs() - startedMs);
    journal.append(runId, { type: "step-succeeded", stepId: step.id, evidence: message, tookMs });
    return { is: "succeeded" };
  } catch (thrown) {
    const error = errorView(thrown);
    journal.append(runId, { type: "step-failed", stepId: step.id, attempt, error });
    return { is: "failed", error };
  }
}

async function effect(run: StepRun): Promise<string> {
  const { step, handler, host, secrets, journal, runId } = run;
  const limits = watchLimits(host.clock, step, run.signal);
  const context: RunContext = {
    host,
    secrets,
    signal: limits.signal,
    isContinued: run.isContinued,
    report(progress) {
      limits.progressed();
      run.onProgress(progress);
    },
  };
  try {
    if (step.lock !== undefined)
      await run.locks?.hold(step.lock, { id: runId, hadIt: run.hadLock }, context);
    if (handler.capture !== undefined && !hasCapture(journal, runId, step.id)) {
      const captured = await handler.capture(step.params, context);
      journal.append(runId, { type: "step-captured", stepId: step.id, captured });
    }
    await handler.run(step.params, context);
    limits.signal.throwIfAborted();
    return await verified(handler, step, context);
  } catch (thrown) {
    throw limits.signal.aborted ? limits.signal.reason : thrown;
  } finally {
    limits.stop();
  }
}

async function verified(handler: Handler, step: Step, context: RunContext): Promise<string> {
  const verdict = await judge(handler, step, context);
  if (verdict.is === "done") return verdict.message;
  throw new BringupError("STEP_FAILED", `${step.title}: carried out, but ${verdict.message}`);
}

/** The first capture counts: after a cut in mid-step a second one would save our own change. */
function hasCapture(journal: Journal, runId: string, stepId: string): boolean {
  return journal
    .records(runId)
    .some((record) => record.type === "step-captured" && record.stepId === stepId);
}

interface LimitWatch {
  readonly signal: AbortSignal;
  progressed(): void;
  stop(): void;
}

function watchLimits(clock: Clock, step: Step, outer: AbortSignal): LimitWatch {
  const expired = new AbortController();
  const { noProgressMs, totalMs } = step.limit;
  const expire = (what: string) => () =>
    expired.abort(new BringupError("STEP_NO_PROGRESS", `${step.title}: ${what}`));
  const cancelTotal = clock.after(totalMs, expire(`not finished within ${seconds(totalMs)}`));
  const quiet = () => clock.after(noProgressMs, expire(`nothing new for ${seconds(noProgressMs)}`));
  let cancelQuiet = quiet();
  let isOver = false;
  return {
    signal: AbortSignal.any([outer, expired.signal]),
    progressed() {
      cancelQuiet();
      // A handler may have left a reader behind that reports once more: nothing is watched then.
      if (isOver) return;
      cancelQuiet = quiet();
    },
    stop() {
      isOver = true;
      cancelTotal();
      cancelQuiet();
    },
  };
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
