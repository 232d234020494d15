import {
  type Actor,
  approveRun,
  type Operation,
  type Plan,
  type RunState,
} from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { isWithoutProof } from "../network/index.ts";
import { type Answer, powerWord, type RunSummary } from "../session/index.ts";
import { giveSecrets } from "./audited-changes.ts";
import { type Difference, differenceFrom } from "./difference.ts";
import { createExclusive } from "./exclusive.ts";
import { operationKind } from "./operations.ts";
import { type Asked, createPlanDesk, type Pending, SHORTEST_HASH, sliceOf } from "./plan-desk.ts";
import { createRunDriver, type RunDeskParts } from "./run-driver.ts";
import { createRunRecords } from "./run-records.ts";
import { recoverRun } from "./run-recovery.ts";

/** Plans on paper, the run in hand, and the way from the one to the other. */
export interface RunDesk {
  plan(asked: Asked, signal: AbortSignal): Promise<Answer>;
  /** The plan of this hash again, its change of the network not proved. */
  planWithoutProof(hash: string, signal: AbortSignal): Promise<Answer>;
  /** What is done once: its steps, and the local layer as it has to be afterwards. */
  operate(operation: Operation, signal: AbortSignal): Promise<Answer>;
  /** How the host differs from a document; nobody is asked to approve anything. */
  compare(text: string, signal: AbortSignal): Promise<Difference | undefined>;
  /** Carries out what `compare` found repairable, to its end; `undefined` while a run is open. */
  repair(found: Pending, actor: Actor): Promise<RunState | undefined>;
  approve(approval: Approval, actor: Actor, signal: AbortSignal): Promise<Answer>;
  /** Goes on with a run that was cut off; `true` when one is open, driven or waiting for a person. */
  recover(): Promise<boolean>;
  pause(): Answer;
  resume(actor: Actor): Promise<Answer>;
  cancel(actor: Actor, undo: boolean): Promise<Answer>;
  list(): readonly RunSummary[];
  show(id: string): RunState | undefined;
  isDriving(): boolean;
  /** A run is in progress, or waits for a person. */
  isBusy(): boolean;
  /** Stops driving without ending the run: the next agent goes on. */
  stop(): Promise<void>;
}

export interface Approval {
  readonly hash: string;
  /** What was typed by a person who agrees to lose data. */
  readonly name?: string;
}

export function createRunDesk(parts: RunDeskParts): RunDesk {
  const { board, documents, store, vault, host } = parts;
  const plans = createPlanDesk(parts);
  const records = createRunRecords(store);
  const driver = createRunDriver(parts, records);
  const exclusive = createExclusive();
  let isStopping = false;

  async function begin(pending: Pending, actor: Actor): Promise<Answer> {
    const { plan, documentText, secrets } = pending;
    if (isStopping) throw new BringupError("CANCELLED", "the agent is stopping");
    const stalled = records.open();
    // Its secrets stay: the plan was made with them, and wipes them when it ends.
    if (stalled !== undefined) records.abandon(stalled.id, "replaced by a newer approval");
    giveSecrets(secrets, actor, { board, vault, audit: store.audit, clock: host.clock });
    await documents.prepare(pending.userData?.change);
    if (plan.steps.length === 0) {
      await saveDocument(documentText, actor);
      await tellAccepted(pending);
      vault.wipe();
      return { is: "ok", note: "nothing to do: the host is as asked" };
    }
    const runId = approveRun(store.journal, { plan, actor, documentText });
    try {
      recordApproval(plan, actor);
      await saveDocument(documentText, actor);
    } catch (thrown) {
      // The person is told that it was refused: then it must not start by itself some day.
      records.abandon(runId, "its document could not be saved");
      throw thrown;
    }
    const who = `started by ${actor.user} on ${actor.from}`;
    board.note("info", "run", `${who}, ${howMuch(plan)}`);
    driver.drive(runId);
    await tellAccepted(pending);
    return { is: "run", run: stateOf(runId) };
  }

  /** The document was approved when it was saved, or is the plane's: nothing is saved here. */
  async function beginRepair(found: Pending, actor: Actor): Promise<string | undefined> {
    // A run that waits for a person is not pushed aside.
    if (isStopping || isBusy()) return undefined;
    const { plan, documentText } = found;
    const runId = approveRun(store.journal, { plan, actor, documentText });
    store.audit.append({
      atMs: host.clock.nowMs(),
      actor,
      action: "drift-repaired",
      subject: plan.hash.slice(0, SHORTEST_HASH),
      detail: howMuch(plan),
    });
    driver.drive(runId);
    return runId;
  }

  const isBusy = () => driver.current() !== undefined || store.journal.openRun() !== undefined;

  /** User-data may say how this host registers; its token is in memory for now alone. */
  async function tellAccepted({ userData, secrets }: Pending): Promise<void> {
    if (userData !== undefined) await parts.onUserData?.(secrets);
  }

  function recordApproval(plan: Plan, actor: Actor): void {
    store.audit.append({
      atMs: host.clock.nowMs(),
      actor,
      action: "plan-approved",
      subject: plan.hash.slice(0, SHORTEST_HASH),
      detail: howMuch(plan),
    });
  }

  /** Secrets that were stored for a run that did not begin are not left lying around. */
  async function beginOrWipe(pending: Pending, actor: Actor): Promise<Answer> {
    try {
      return await begin(pending, actor);
    } catch (thrown) {
      await documents.prepare(undefined).catch(() => undefined);
      if (store.journal.openRun() === undefined) vault.wipe();
      throw thrown;
    }
  }

  /** Plans again first: what was shown is done, or nothing is. */
  async function approve(
    { hash, name }: Approval,
    actor: Actor,
    signal: AbortSignal,
  ): Promise<Answer> {
    const approved = known(hash);
    refuseUnnamedLoss(approved.plan, powerWord(board.snapshot()), name);
    await driver.letGo();
    if (driver.current() !== undefined)
      throw new BringupError("RUN_ACTIVE", "a run is in progress");
    const again = await plans.make(approved, signal);
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

  async function plan(asked: Asked, signal: AbortSignal): Promise<Answer> {
    const planned = await plans.make(asked, signal);
    if (planned.is === "refused") return planned.answer;
    plans.keep(planned.pending);
    return { is: "planned", plan: sliceOf(planned.pending) };
  }

  function known(hash: string): Pending {
    const found = plans.find(hash);
    if (found !== undefined) return found;
    throw new BringupError("PLAN_CHANGED", `no plan ${hash} was made`);
  }

  async function saveDocument(text: string, actor: Actor): Promise<void> {
    await documents.save(text, actor);
    board.set("document", documents.slice(vault.names()));
  }

  function stateOf(runId: string): RunState {
    const handle = driver.current();
    const state = handle?.id === runId ? handle.state() : records.stateOf(runId);
    if (state === undefined) throw new BringupError("RUN_NOT_FOUND", `no run ${runId}`);
    return state;
  }

  async function resume(actor: Actor): Promise<Answer> {
    await driver.letGo();
    const open = records.open();
    if (open === undefined) throw new BringupError("RUN_NOT_ACTIVE", "no run to resume");
    if (driver.current() !== undefined)
      throw new BringupError("RUN_ACTIVE", "the run is in progress");
    records.resume(open, actor);
    driver.drive(open.id);
    return { is: "run", run: stateOf(open.id) };
  }

  function cancelStalled(actor: Actor, undo: boolean): void {
    const open = records.open();
    if (open === undefined) throw new BringupError("RUN_NOT_ACTIVE", "no run to cancel");
    if (driver.current() !== undefined)
      throw new BringupError("RUN_ACTIVE", "a run began just now");
    records.cancel(open, actor, undo);
    driver.drive(open.id);
  }

  return {
    plan,
    planWithoutProof: (hash, signal) => plan({ ...known(hash), withoutProof: true }, signal),
    compare: (documentText, signal) => differenceFrom(documentText, parts, signal),
    async repair(found, actor) {
      const runId = await exclusive(() => beginRepair(found, actor));
      if (runId === undefined) return undefined;
      await driver.finished();
      const state = stateOf(runId);
      // Nobody was asked, so nobody is waited for: it is tried again from the start.
      if (state.state === "paused") records.abandon(runId, `not repaired: ${state.message}`);
      return state;
    },
    operate: (operation, signal) => {
      const { text } = board.snapshot().document;
      const documentText = operationKind(operation.id).rewrite?.(text, operation.params) ?? text;
      return plan({ documentText, secrets: {}, operation }, signal);
    },
    approve: (approval, actor, signal) => exclusive(() => approve(approval, actor, signal)),
    recover: () => exclusive(() => recoverRun({ parts, records, driver, saveDocument })),
    pause() {
      const handle = driver.current();
      if (handle === undefined) throw new BringupError("RUN_NOT_ACTIVE", "no run in progress");
      handle.pause();
      return { is: "ok", note: "pauses after the step in hand" };
    },
    resume: (actor) => exclusive(() => resume(actor)),
    async cancel(actor, undo) {
      const note = undo ? "stopping, then taking back" : "stopping";
      await driver.letGo();
      const handle = driver.current();
      if (handle !== undefined) handle.cancel({ actor, undo });
      else await exclusive(async () => cancelStalled(actor, undo));
      return { is: "ok", note };
    },
    list: records.list,
    show(id) {
      const full = records.find(id);
      return full === undefined ? undefined : stateOf(full);
    },
    isBusy,
    isDriving: () => driver.current() !== undefined,
    async stop() {
      isStopping = true;
      driver.current()?.leave();
      // An approval in the middle of planning either gives up now or has begun a run to let go of.
      await exclusive(async () => driver.current()?.leave());
      await driver.finished();
    },
  };
}

function howMuch({ steps, goal }: Plan): string {
  const unproved = isWithoutProof(steps) ? ", the change of the network without proof" : "";
  const what = goal.do === "operate" ? `${goal.operation.id}: ` : "";
  return `${what}${steps.length} steps${unproved}`;
}

/** Whoever drives the agent, by whatever means: data is not lost by one word too many. */
function refuseUnnamedLoss({ steps }: Plan, word: string, name: string | undefined): void {
  const lost = steps.find(({ impact }) => impact === "data-loss");
  if (lost === undefined || name === word) return;
  throw new BringupError("DATA_LOSS_UNCONFIRMED", `${lost.title}: this loses data`, {
    hint: `Give the name of this host, ${word}, to agree to it.`,
  });
}
