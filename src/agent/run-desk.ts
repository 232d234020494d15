import {
  type Actor,
  approveRun,
  driveRun,
  type Plan,
  type RunHandle,
  type RunState,
  runStateOf,
  type Step,
  type Store,
} from "../engine/index.ts";
import { BringupError, errorView } from "../errors/index.ts";
import { continuing } from "../network/index.ts";
import type { Answer, RunSummary } from "../session/index.ts";
import { createExclusive } from "./exclusive.ts";
import {
  createPlanDesk,
  type Pending,
  type PlanDeskParts,
  type Secrets,
  SHORTEST_HASH,
} from "./plan-desk.ts";
import { throttle } from "./throttle.ts";

export interface RunDeskParts extends PlanDeskParts {
  readonly store: Store;
}

/** Plans on paper, the run in hand, and the way from the one to the other. */
export interface RunDesk {
  plan(text: string, secrets: Secrets, signal: AbortSignal): Promise<Answer>;
  /** The plan for a document that nobody is going to approve: for drift. */
  compare(text: string, signal: AbortSignal): Promise<Plan | undefined>;
  approve(hash: string, actor: Actor, signal: AbortSignal): Promise<Answer>;
  /** Goes on with a run that was cut off; `true` when one is open, driven or waiting for a person. */
  recover(): Promise<boolean>;
  pause(): Answer;
  resume(actor: Actor): Promise<Answer>;
  cancel(actor: Actor, undo: boolean): Promise<Answer>;
  list(): readonly RunSummary[];
  show(id: string): RunState | undefined;
  isDriving(): boolean;
  /** Stops driving without ending the run: the next agent goes on. */
  stop(): Promise<void>;
}

/** Live progress reaches the consoles at most this often, milliseconds. */
const PROGRESS_EVERY_MS = 250;

export function createRunDesk(parts: RunDeskParts): RunDesk {
  const { board, documents, store, vault, host } = parts;
  const plans = createPlanDesk(parts);
  const exclusive = createExclusive();
  let driving: RunHandle | undefined;
  let finished: Promise<unknown> = Promise.resolve();
  let isStopping = false;

  function openState(): RunState | undefined {
    const id = store.journal.openRun();
    return id === undefined ? undefined : runStateOf(store.journal.records(id));
  }

  function approvedSteps(runId: string): readonly Step[] {
    const approved = store.journal.records(runId).find(({ type }) => type === "run-approved");
    return approved?.type === "run-approved" ? approved.plan.steps : [];
  }

  function drive(runId: string): void {
    const show = throttle(host.clock, PROGRESS_EVERY_MS, (state: RunState) =>
      board.set("run", state),
    );
    const handle = driveRun(
      {
        host,
        journal: store.journal,
        handlers: parts.handlers,
        secrets: vault,
        async candidate(signal) {
          const fresh = await parts.candidate({
            document: board.snapshot().document.effective,
            signal,
            secretDigest: (name) => vault.digest(name),
          });
          return continuing(fresh, approvedSteps(runId), host);
        },
        onChange: show,
        random: Math.random,
      },
      runId,
    );
    driving = handle;
    finished = handle.settled
      .then((state) => settled(state, show.flush))
      .catch((thrown) => broken(thrown, handle, show.flush));
  }

  function settled(state: RunState, flush: () => void): void {
    flush();
    driving = undefined;
    board.set("run", state);
    // Let go, not ended: the next agent goes on from the journal.
    if (state.state === "running") return;
    const ended = state.endedMs !== null;
    if (ended) vault.wipe();
    board.note(
      state.state === "paused" ? "warn" : "info",
      "run",
      `${state.state}: ${state.message}`,
    );
  }

  /** The journal itself failed: nothing more may be done, and it must be said, to followers too. */
  function broken(thrown: unknown, handle: RunHandle, flush: () => void): void {
    flush();
    driving = undefined;
    const message = `cannot go on: ${errorView(thrown).message}`;
    const state = handle.state();
    if (state.endedMs === null) board.set("run", { ...state, state: "paused", message });
    board.note("error", "run", message);
    board.set("engine", { ...board.snapshot().engine, store: store.access });
  }

  async function begin({ plan, documentText, secrets }: Pending, actor: Actor): Promise<Answer> {
    if (isStopping) throw new BringupError("CANCELLED", "the agent is stopping");
    const stalled = openState();
    // Its secrets stay: the plan was made with them, and wipes them when it ends.
    if (stalled !== undefined) abandon(stalled.id, "replaced by a newer approval");
    for (const [name, value] of Object.entries(secrets)) vault.put(name, value);
    if (plan.steps.length === 0) {
      await saveDocument(documentText);
      vault.wipe();
      return { is: "ok", note: "nothing to do: the host is as asked" };
    }
    const runId = approveRun(store.journal, { plan, actor, documentText });
    try {
      store.audit.append({
        atMs: host.clock.nowMs(),
        actor,
        action: "plan-approved",
        subject: plan.hash.slice(0, SHORTEST_HASH),
        detail: `${plan.steps.length} steps`,
      });
      await saveDocument(documentText);
    } catch (thrown) {
      // The person is told that it was refused: then it must not start by itself some day.
      abandon(runId, "its document could not be saved");
      throw thrown;
    }
    board.note(
      "info",
      "run",
      `started by ${actor.user} on ${actor.from}, ${plan.steps.length} steps`,
    );
    drive(runId);
    return { is: "run", run: stateOf(runId) };
  }

  function abandon(runId: string, message: string): void {
    store.journal.append(runId, { type: "run-ended", outcome: "abandoned", message });
  }

  /** Secrets that were stored for a run that did not begin are not left lying around. */
  async function beginOrWipe(pending: Pending, actor: Actor): Promise<Answer> {
    try {
      return await begin(pending, actor);
    } catch (thrown) {
      if (store.journal.openRun() === undefined) vault.wipe();
      throw thrown;
    }
  }

  /** Plans again first: what was shown is done, or nothing is. */
  async function approve(hash: string, actor: Actor, signal: AbortSignal): Promise<Answer> {
    const approved = plans.find(hash);
    if (approved === undefined) throw new BringupError("PLAN_CHANGED", `no plan ${hash} was made`);
    await letGo();
    if (driving !== undefined) throw new BringupError("RUN_ACTIVE", "a run is in progress");
    const again = await plans.make(approved.documentText, approved.secrets, signal);
    if (again.is === "refused") return again.answer;
    const { plan } = again.pending;
    if (plan.hash !== approved.plan.hash) {
      plans.keep(again.pending);
      throw new BringupError("PLAN_CHANGED", "the host changed since this plan was shown");
    }
    const [obstacle] = plan.blocked;
    if (obstacle !== undefined) {
      throw new BringupError("PLAN_BLOCKED", obstacle.message, { hint: obstacle.hint });
    }
    return await beginOrWipe(again.pending, actor);
  }

  async function saveDocument(text: string): Promise<void> {
    await documents.save(text);
    board.set("document", documents.slice(vault.names()));
  }

  function stateOf(runId: string): RunState {
    const state =
      driving?.id === runId ? driving.state() : runStateOf(store.journal.records(runId));
    if (state === undefined) throw new BringupError("RUN_NOT_FOUND", `no run ${runId}`);
    return state;
  }

  async function recover(): Promise<boolean> {
    const open = openState();
    if (open === undefined) {
      if (store.access.is === "read-write") tidyUp();
      const [last] = store.journal.runs(1);
      if (last !== undefined) showLast(last);
      return false;
    }
    board.set("run", open);
    // A newer version, or a disk with room, may go on with it; this one must not touch it.
    if (store.access.is === "read-only") return true;
    const [approved] = store.journal.records(open.id);
    const isSaved = (generation: number) => board.snapshot().document.generation >= generation;
    // What was saved after the approval is newer than what was approved.
    if (approved?.type === "run-approved" && !isSaved(approved.plan.generation)) {
      await saveDocument(approved.documentText);
    }
    if (open.state === "paused") return true;
    board.note("info", "run", "going on with the run that was cut off");
    drive(open.id);
    return true;
  }

  function tidyUp(): void {
    const unreadable = store.journal.openRun();
    if (unreadable !== undefined) {
      abandon(unreadable, "its records cannot be read");
      board.note("error", "run", `run ${unreadable} cannot be read and was abandoned`);
    }
    // Secrets of an approval that never became a run: the power went in between.
    vault.wipe();
  }

  function showLast(id: string): void {
    const state = runStateOf(store.journal.records(id));
    if (state !== undefined) board.set("run", state);
  }

  /** A run that waits for a person or has ended is let go of in a moment: no reason to refuse. */
  async function letGo(): Promise<void> {
    const state = driving?.state();
    if (state?.state === "paused" || (state !== undefined && state.endedMs !== null))
      await finished;
  }

  async function resume(actor: Actor): Promise<Answer> {
    await letGo();
    const open = openState();
    if (open === undefined) throw new BringupError("RUN_NOT_ACTIVE", "no run to resume");
    if (driving !== undefined) throw new BringupError("RUN_ACTIVE", "the run is in progress");
    // A run that is being cancelled goes on being cancelled.
    if (open.state !== "cancelling") {
      store.journal.append(open.id, { type: "run-resumed", actor });
    }
    drive(open.id);
    return { is: "run", run: stateOf(open.id) };
  }

  function cancelStalled(actor: Actor, undo: boolean): void {
    const open = openState();
    if (open === undefined) throw new BringupError("RUN_NOT_ACTIVE", "no run to cancel");
    if (driving !== undefined) throw new BringupError("RUN_ACTIVE", "a run began just now");
    if (open.state !== "cancelling") {
      store.journal.append(open.id, { type: "run-cancelling", actor, undo });
    }
    drive(open.id);
  }

  return {
    async plan(text, secrets, signal) {
      const planned = await plans.make(text, secrets, signal);
      if (planned.is === "refused") return planned.answer;
      plans.keep(planned.pending);
      return { is: "planned", plan: { plan: planned.pending.plan, documentText: text } };
    },
    async compare(text, signal) {
      const planned = await plans.make(text, {}, signal);
      return planned.is === "made" ? planned.pending.plan : undefined;
    },
    approve: (hash, actor, signal) => exclusive(() => approve(hash, actor, signal)),
    recover: () => exclusive(recover),
    pause() {
      if (driving === undefined) throw new BringupError("RUN_NOT_ACTIVE", "no run in progress");
      driving.pause();
      return { is: "ok", note: "pauses after the step in hand" };
    },
    resume: (actor) => exclusive(() => resume(actor)),
    async cancel(actor, undo) {
      const note = undo ? "stopping, then taking back" : "stopping";
      await letGo();
      if (driving !== undefined) driving.cancel({ actor, undo });
      else await exclusive(async () => cancelStalled(actor, undo));
      return { is: "ok", note };
    },
    list() {
      return store.journal.runs(64).flatMap((id) => {
        const state = runStateOf(store.journal.records(id));
        if (state === undefined) return [];
        const { title, startedMs, endedMs, steps } = state;
        return [{ id, title, state: state.state, startedMs, endedMs, steps: steps.length }];
      });
    },
    show(id) {
      const full = store.journal.runs(64).find((known) => known.startsWith(id) && id.length >= 4);
      return full === undefined ? undefined : stateOf(full);
    },
    isDriving: () => driving !== undefined,
    async stop() {
      isStopping = true;
      driving?.leave();
      // An approval in the middle of planning either gives up now or has begun a run to let go of.
      await exclusive(async () => driving?.leave());
      await finished;
    },
  };
}
