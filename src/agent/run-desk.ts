import {
  type Actor,
  approveRun,
  type Candidate,
  driveRun,
  type Goal,
  type Handlers,
  type HostIO,
  makePlan,
  type Plan,
  type RunHandle,
  type RunState,
  runStateOf,
  type Store,
} from "../engine/index.ts";
import { BringupError, errorView } from "../errors/index.ts";
import { keyedDigestOf } from "../secrets/index.ts";
import type { Answer, PlanSlice, RunSummary } from "../session/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import type { SecretVault } from "../store/index.ts";
import type { Board } from "./board.ts";
import type { Documents } from "./documents.ts";
import { pendingSecrets } from "./pending-secrets.ts";
import { throttle } from "./throttle.ts";

/** What a planner needs beside the document: digests of secrets that may not be stored yet. */
export interface CandidateRequest {
  readonly document: EdgeHost;
  readonly signal: AbortSignal;
  secretDigest(name: string): string | undefined;
}

export interface RunDeskParts {
  readonly board: Board;
  readonly documents: Documents;
  readonly store: Store;
  readonly vault: SecretVault;
  readonly hostKey: Uint8Array;
  readonly host: HostIO;
  readonly handlers: Handlers;
  candidate(request: CandidateRequest): Promise<Candidate>;
  /** Blocks a plan that creates a cluster on a host that failed its checks. */
  guard(plan: Plan): Plan;
}

/** Plans on paper, the run in hand, and the way from the one to the other. */
export interface RunDesk {
  plan(
    text: string,
    secrets: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Answer>;
  /** The plan for a document that nobody is going to approve: for drift. */
  compare(text: string, signal: AbortSignal): Promise<Plan | undefined>;
  approve(hash: string, actor: Actor, signal: AbortSignal): Promise<Answer>;
  /** Goes on with a run that was cut off; `true` when there was one to drive. */
  recover(): Promise<boolean>;
  pause(): Answer;
  resume(actor: Actor): Answer;
  cancel(actor: Actor, undo: boolean): Promise<Answer>;
  list(): readonly RunSummary[];
  show(id: string): RunState | undefined;
  isDriving(): boolean;
  /** Stops driving without ending the run: the next agent goes on. */
  stop(): Promise<void>;
}

interface Pending extends PlanSlice {
  readonly secrets: Readonly<Record<string, string>>;
}

const GOAL: Goal = { do: "converge" };
const KEPT_PENDING = 8;
/** Fewest characters of a hash that name a plan. */
const SHORTEST_HASH = 12;
/** Live progress reaches the consoles at most this often, milliseconds. */
const PROGRESS_EVERY_MS = 250;

export function createRunDesk(parts: RunDeskParts): RunDesk {
  const { board, documents, store, vault, host } = parts;
  const pending = new Map<string, Pending>();
  let driving: RunHandle | undefined;
  let finished: Promise<unknown> = Promise.resolve();

  async function planFor(
    text: string,
    secrets: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<{ readonly pending: Pending } | { readonly answer: Answer }> {
    const draft = documents.draft(text);
    if (draft.is === "invalid") return { answer: { is: "invalid", issues: draft.issues } };
    const reader = pendingSecrets(vault, secrets);
    const candidate = await parts.candidate({
      document: draft.effective,
      signal,
      secretDigest: (name) => digestFor(name, secrets),
    });
    const plan = await makePlan({
      goal: GOAL,
      generation: draft.generation,
      candidate,
      handlers: parts.handlers,
      host,
      secrets: reader,
      signal,
    });
    return { pending: { plan: parts.guard(plan), documentText: text, secrets } };
  }

  function digestFor(name: string, secrets: Readonly<Record<string, string>>): string | undefined {
    const given = secrets[name];
    return given === undefined ? vault.digest(name) : keyedDigestOf(parts.hostKey, given);
  }

  function keep(next: Pending): void {
    pending.set(next.plan.hash, next);
    for (const hash of [...pending.keys()].slice(0, -KEPT_PENDING)) pending.delete(hash);
    board.set("plan", { plan: next.plan, documentText: next.documentText });
  }

  function find(hash: string): Pending | undefined {
    if (hash.length < SHORTEST_HASH) return undefined;
    return [...pending.values()].find(({ plan }) => plan.hash.startsWith(hash));
  }

  function openState(): RunState | undefined {
    const id = store.journal.openRun();
    return id === undefined ? undefined : runStateOf(store.journal.records(id));
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
        candidate: (signal) =>
          parts.candidate({
            document: board.snapshot().document.effective,
            signal,
            secretDigest: (name) => vault.digest(name),
          }),
        onChange: show,
        random: Math.random,
      },
      runId,
    );
    driving = handle;
    finished = handle.settled.then(
      (state) => settled(state, show.flush),
      (thrown) => broken(thrown, show.flush),
    );
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

  /** The journal itself failed: nothing more may be done, and it must be said. */
  function broken(thrown: unknown, flush: () => void): void {
    flush();
    driving = undefined;
    board.note("error", "run", `cannot go on: ${errorView(thrown).message}`);
    board.set("engine", { ...board.snapshot().engine, store: store.access });
  }

  async function begin({ plan, documentText, secrets }: Pending, actor: Actor): Promise<Answer> {
    const stalled = openState();
    if (stalled !== undefined) {
      store.journal.append(stalled.id, {
        type: "run-ended",
        outcome: "abandoned",
        message: "replaced by a newer approval",
      });
      vault.wipe();
    }
    for (const [name, value] of Object.entries(secrets)) vault.put(name, value);
    if (plan.steps.length === 0) {
      await saveDocument(documentText);
      vault.wipe();
      return { is: "ok", note: "nothing to do: the host is as asked" };
    }
    const runId = approveRun(store.journal, { plan, actor, documentText });
    store.audit.append({
      atMs: host.clock.nowMs(),
      actor,
      action: "plan-approved",
      subject: plan.hash.slice(0, SHORTEST_HASH),
      detail: `${plan.steps.length} steps`,
    });
    await saveDocument(documentText);
    board.note(
      "info",
      "run",
      `started by ${actor.user} on ${actor.from}, ${plan.steps.length} steps`,
    );
    drive(runId);
    return { is: "run", run: stateOf(runId) };
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

  return {
    async plan(text, secrets, signal) {
      const made = await planFor(text, secrets, signal);
      if ("answer" in made) return made.answer;
      keep(made.pending);
      return { is: "planned", plan: { plan: made.pending.plan, documentText: text } };
    },
    async compare(text, signal) {
      const made = await planFor(text, {}, signal);
      return "pending" in made ? made.pending.plan : undefined;
    },
    async approve(hash, actor, signal) {
      const approved = find(hash);
      if (approved === undefined)
        throw new BringupError("PLAN_CHANGED", `no plan ${hash} was made`);
      if (driving !== undefined) throw new BringupError("RUN_ACTIVE", "a run is in progress");
      const again = await planFor(approved.documentText, approved.secrets, signal);
      if ("answer" in again) return again.answer;
      const { plan } = again.pending;
      if (plan.hash !== approved.plan.hash) {
        keep(again.pending);
        throw new BringupError("PLAN_CHANGED", "the host changed since this plan was shown");
      }
      const [obstacle] = plan.blocked;
      if (obstacle !== undefined) {
        throw new BringupError("PLAN_BLOCKED", obstacle.message, { hint: obstacle.hint });
      }
      return await begin(again.pending, actor);
    },
    async recover() {
      const open = openState();
      if (open === undefined) return false;
      board.set("run", open);
      const approved = store.journal
        .records(open.id)
        .find((record) => record.type === "run-approved");
      if (approved?.type === "run-approved") await saveDocument(approved.documentText);
      if (open.state === "paused") return false;
      board.note("info", "run", "going on with the run that was cut off");
      drive(open.id);
      return true;
    },
    pause() {
      if (driving === undefined) throw new BringupError("RUN_NOT_ACTIVE", "no run in progress");
      driving.pause();
      return { is: "ok", note: "pauses after the step in hand" };
    },
    resume(actor) {
      const open = openState();
      if (open === undefined) throw new BringupError("RUN_NOT_ACTIVE", "no run to resume");
      if (driving !== undefined) throw new BringupError("RUN_ACTIVE", "the run is in progress");
      store.journal.append(open.id, { type: "run-resumed", actor });
      drive(open.id);
      return { is: "run", run: stateOf(open.id) };
    },
    async cancel(actor, undo) {
      const open = openState();
      if (open === undefined) throw new BringupError("RUN_NOT_ACTIVE", "no run to cancel");
      if (driving === undefined) {
        store.journal.append(open.id, { type: "run-cancelling", actor, undo });
        drive(open.id);
      } else {
        driving.cancel({ actor, undo });
      }
      return { is: "ok", note: undo ? "stopping, then taking back" : "stopping" };
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
      driving?.leave();
      await finished;
    },
  };
}
