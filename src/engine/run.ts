import { randomUUID } from "node:crypto";
import { BringupError } from "../errors/index.ts";
import type { HostIO } from "./host.ts";
import type { Actor, Journal } from "./journal.ts";
import { type Handlers, handlerOf } from "./make-plan.ts";
import { nextStep } from "./next-step.ts";
import type { Candidate, Plan } from "./plan.ts";
import { approvedPlan, attemptsSoFar, hadLock, wasCutOff } from "./records.ts";
import { backoffMs } from "./retry.ts";
import { createRunFold, type RunState, withStep } from "./run-state.ts";
import { attemptStep, type StepOutcome } from "./run-step.ts";
import type { Progress, SecretReader, SharedLocks, Step } from "./step.ts";
import { forgetCaptures, undoRun } from "./undo.ts";

/** What it takes to drive a run: the machine, the memory, the handlers, and who is told. */
export interface RunParts {
  readonly host: HostIO;
  readonly journal: Journal;
  readonly handlers: Handlers;
  readonly secrets: SecretReader;
  /** Absent: nobody else could be in the way. */
  readonly locks?: SharedLocks;
  /** What is wanted now, planned from a fresh observation of the host. */
  candidate(signal: AbortSignal): Promise<Candidate>;
  /** Called with every change, at most a few times a second for mere progress. */
  onChange(state: RunState): void;
  /** 0 to 1, for jitter. */
  random(): number;
}

/** A run being driven by this process. */
export interface RunHandle {
  readonly id: string;
  state(): RunState;
  /** Finishes the step in hand, then waits for `resume`. */
  pause(): void;
  /**
   * Stops the step in hand; with `undo`, takes back what this run did, last first. The first request
   * counts. @throws RUN_NOT_ACTIVE when the run came to its end in between.
   */
  cancel(request: { readonly actor: Actor; readonly undo: boolean }): void;
  /** Lets go without ending the run: whoever opens the journal next goes on with it. */
  leave(): void;
  /** Resolves when nothing more will happen by itself: ended, paused, stalled or left. */
  readonly settled: Promise<RunState>;
}

/** What a person agreed to. */
export interface Approval {
  readonly plan: Plan;
  readonly actor: Actor;
  /** The document this plan was made for; a crash before it was saved loses nothing. */
  readonly documentText: string;
}

/** The first durable record of a run. From here on, it ends only by a `run-ended` record. */
export function approveRun(journal: Journal, approval: Approval): string {
  if (approval.plan.blocked.length > 0) {
    const [first] = approval.plan.blocked;
    throw new BringupError("PLAN_BLOCKED", first?.message ?? "the plan is blocked", {
      ...(first === undefined ? {} : { hint: first.hint }),
    });
  }
  const runId = randomUUID();
  journal.append(runId, { type: "run-approved", ...approval });
  return runId;
}

/** Drives an approved run from wherever its journal says it stands: first start and resume alike. */
export function driveRun(parts: RunParts, runId: string): RunHandle {
  const driver = createDriver(parts, runId);
  const settled = driver.loop();
  const { state, pause, cancel, leave } = driver;
  return { id: runId, state, pause, cancel, leave, settled };
}

interface Control {
  pausing: boolean;
  /** Nothing is left to do, or nobody drives any more: too late for requests. */
  over: boolean;
  /** Stops the step in hand. */
  readonly abort: AbortController;
  /** Stops a way back as well; the next agent goes on with it. */
  readonly leaving: AbortController;
}

function createDriver(parts: RunParts, runId: string) {
  const control: Control = {
    pausing: false,
    over: false,
    abort: new AbortController(),
    leaving: new AbortController(),
  };
  const live = new Map<string, Progress>();
  const recorded = createRunFold();

  const state = (): RunState => {
    let current = known(recorded(parts.journal.records(runId)));
    for (const [stepId, progress] of live) {
      current = withStep(current, stepId, (step) => ({ ...step, ...shown(progress) }));
    }
    if (control.pausing && current.state === "running") return { ...current, state: "pausing" };
    return current;
  };
  const changed = () => parts.onChange(state());
  const record = (entry: Parameters<Journal["append"]>[1]) => {
    parts.journal.append(runId, entry);
    changed();
  };

  async function loop(): Promise<RunState> {
    try {
      return await untilSettled();
    } finally {
      control.over = true;
    }
  }

  async function untilSettled(): Promise<RunState> {
    const plan = approvedPlan(parts.journal.records(runId));
    changed();
    for (;;) {
      const ended = await settle();
      if (ended) return state();
      const next = await nextStep(parts, plan, {
        signal: control.abort.signal,
        onDone: (step, evidence) => {
          if (openIn(state(), step)) record({ type: "step-recovered", stepId: step.id, evidence });
        },
      });
      if (control.abort.signal.aborted) continue;
      if (next.is === "none") {
        control.over = true;
        const left = await forgetCaptures(parts, runId);
        const message = `everything is as asked${left}`;
        record({ type: "run-ended", outcome: "succeeded", message });
        return state();
      }
      if (next.is === "stop") {
        record({ type: "run-paused", why: next.why });
        return state();
      }
      await carryOut(next.step);
    }
  }

  /** Answers requests between steps; true when the loop is over. */
  async function settle(): Promise<boolean> {
    const now = recorded(parts.journal.records(runId))?.state;
    const isLeaving = control.leaving.signal.aborted;
    if (now === "cancelling") return isLeaving || takeBack();
    if (now === "paused") return true;
    if (!control.pausing) return isLeaving;
    control.pausing = false;
    record({ type: "run-paused", why: "paused on request" });
    return true;
  }

  async function takeBack(): Promise<true> {
    const message = await undoRun(parts, runId, { changed, leaving: control.leaving.signal });
    if (message !== undefined) record({ type: "run-ended", outcome: "cancelled", message });
    return true;
  }

  /** Attempts one step until it is done, out of attempts, or somebody asks to stop. */
  async function carryOut(step: Step): Promise<void> {
    const cut = wasCutOff(parts.journal.records(runId), step);
    if (cut && step.rerun === "never") {
      const why = `${step.title}: cut off in the middle, and not safe to run again; look at the host, then resume or cancel`;
      return record({ type: "run-paused", why });
    }
    const attempt = attemptsSoFar(parts.journal.records(runId), step) + 1;
    const most = step.maxAttempts ?? 3;
    if (attempt > most) {
      const why = `${step.title}: begun ${most} times, and its effect never lasted; look at the host, then resume or cancel`;
      return record({ type: "run-paused", why });
    }
    const outcome = await attempted(step, { attempt, isContinued: cut });
    if (outcome === undefined) return;
    live.delete(step.id);
    changed();
    if (outcome.is === "succeeded" || control.abort.signal.aborted) return;
    const retryable = outcome.error.kind === "environment";
    if (!retryable || attempt >= most) {
      return record({ type: "run-paused", why: `${step.title}: ${outcome.error.message}` });
    }
    await parts.host.clock
      .sleep(backoffMs(attempt, parts.random()), control.abort.signal)
      .catch(() => undefined);
  }

  /** `undefined` when there was no room for the record that comes before every side effect. */
  async function attempted(
    step: Step,
    which: { readonly attempt: number; readonly isContinued: boolean },
  ): Promise<StepOutcome | undefined> {
    try {
      return await attemptStep({
        ...parts,
        runId,
        step,
        ...which,
        hadLock: hadLock(parts.journal.records(runId)),
        handler: handlerOf(parts.handlers, step),
        signal: control.abort.signal,
        onProgress(progress) {
          live.set(step.id, progress);
          changed();
        },
      });
    } catch (thrown) {
      if (!(thrown instanceof BringupError) || thrown.code !== "DISK_FULL") throw thrown;
      if (control.abort.signal.aborted) return undefined;
      record({ type: "run-paused", why: `${step.title}: ${thrown.message}` });
      return undefined;
    }
  }

  return {
    loop,
    state,
    pause() {
      control.pausing = true;
      changed();
    },
    leave() {
      const why = new BringupError("CANCELLED", "the agent is stopping");
      control.leaving.abort(why);
      control.abort.abort(why);
    },
    /** On the record before it is answered: an agent that stops or dies right after still cancels. */
    cancel(request: { readonly actor: Actor; readonly undo: boolean }) {
      if (control.over)
        throw new BringupError("RUN_NOT_ACTIVE", "the run came to its end just now");
      if (state().state === "cancelling") return;
      record({ type: "run-cancelling", ...request });
      control.abort.abort(new BringupError("CANCELLED", "cancelled on request"));
    },
  };
}

/** Approved in this run and not yet shown as done: its effect was found, not brought about. */
function openIn(state: RunState, step: Step): boolean {
  return state.steps.some((own) => own.id === step.id && own.state !== "done");
}

function shown({ evidence, done, total, unit }: Progress) {
  if (done === undefined || total === undefined) return { evidence };
  return { evidence, progress: { done, total, unit: unit ?? "items" } };
}

function known(state: RunState | undefined): RunState {
  if (state === undefined) throw new BringupError("RUN_NOT_FOUND", "no such run");
  return state;
}
