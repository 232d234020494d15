import { withWaiver } from "../checks/index.ts";
import type { ClusterObservation, Observer } from "../distributions/index.ts";
import type { Actor, RunState } from "../engine/index.ts";
import { BringupError, errorView } from "../errors/index.ts";
import type { Answer, Command, CommandContext, EngineHub } from "../session/index.ts";
import { allActivity } from "./activity-keeper.ts";
import { createCarriedFiles } from "./carried-files.ts";
import { setClockByHand } from "./clock-desk.ts";
import { judgeCluster, lookAtCluster, watchCluster } from "./cluster-watch.ts";
import { enforce } from "./enforce.ts";
import { lookAgainWhenLate } from "./late-looks.ts";
import { createNetworkDesk } from "./network-desk.ts";
import { createNodeDesk } from "./node-watch.ts";
import { lookAtOffers } from "./offers.ts";
import type { ServiceParts } from "./parts.ts";
import { switchPower } from "./power-desk.ts";
import { practise } from "./practice-desk.ts";
import { createRegistrationDesk } from "./registration-desk.ts";
import { lookAtLinks, settingsWatch } from "./settings-watch.ts";
import { createStoreDesk } from "./store-watch.ts";
import { createUserDataDesk } from "./user-data-desk.ts";
import { watchVitals } from "./vitals-watch.ts";

export interface Service extends EngineHub {
  /** Begins to look, to register and to go on with a run that was cut off. */
  start(): Promise<void>;
  /** Lets go of everything; a run in progress is left for the next agent. */
  stop(): Promise<void>;
  /** Consoles attached now. */
  readonly consoles: number;
  isDriving(): boolean;
}

/** The engine of one host as consoles see it: state on the board, commands in, answers out. */
export function createService(parts: ServiceParts): Service {
  const { board, documents, leases, runs, hostWatch, registration, store, clock, vault } = parts;
  const stopping = new AbortController();
  const consoles = new Set<string>();
  const loops: Promise<unknown>[] = [];

  const networkDesk = createNetworkDesk({
    ...parts,
    ...{ audit: store.audit, access: store.access },
  });

  const userDataDesk = createUserDataDesk(parts.host);

  const effective = () => board.snapshot().document.effective;
  let driver: Observer | null | undefined;
  const clusterParts = {
    board,
    conditions: parts.conditions,
    host: parts.host,
    clock,
    document: effective,
    isWatched: () => consoles.size > 0 || runs.isDriving(),
    found: (seen: Observer | null) => {
      driver = seen;
    },
    nodes: (api?: ClusterObservation["api"]) => nodes.nodes(api),
  };
  const judge = () => judgeCluster(clusterParts, driver ?? null);
  const nodes = createNodeDesk({ ...clusterParts, driver: () => driver, changed: judge });
  const stores = createStoreDesk({
    ...clusterParts,
    driver: () => driver,
    memory: store.state,
    looked: judge,
    ...(parts.site === undefined ? {} : { practice: parts.site.openStores() }),
  });
  /** The stores after the cluster: it says whose they are. */
  const lookAtAll = async (signal: AbortSignal) => {
    await lookAtCluster(clusterParts, signal);
    await stores.look(signal);
  };
  const lookAtSettings = settingsWatch(clusterParts, stopping.signal);

  async function saveText(text: string, actor: Actor): Promise<Answer> {
    const draft = documents.draft(text);
    if (draft.is === "invalid") return { is: "invalid", issues: draft.issues };
    const before = board.snapshot().document.generation;
    await documents.save(text);
    board.set("document", documents.slice(vault.names()));
    const { checks } = board.snapshot();
    const results = checks.results.map((result) => withWaiver(result, effective()));
    board.set("checks", { ...checks, results });
    const { generation } = board.snapshot().document;
    if (generation !== before) {
      const subject = `generation ${generation}`;
      store.audit.append({ atMs: clock.nowMs(), actor, action: "document-saved", subject });
      board.note("info", "document", `saved as ${subject} by ${actor.user} on ${actor.from}`);
    }
    return { is: "ok", note: `generation ${generation}` };
  }

  async function saveDocument(
    command: Extract<Command, { do: "save-document" }>,
    actor: Actor,
  ): Promise<Answer> {
    const { generation } = board.snapshot().document;
    if (command.expectedGeneration !== generation) {
      throw new BringupError(
        "DOCUMENT_CONFLICT",
        `the document is at generation ${generation}, not ${command.expectedGeneration}`,
      );
    }
    return await saveText(command.documentText, actor);
  }

  const registrations = createRegistrationDesk({ board, registration, saveText });
  const {
    host,
    store: { audit },
  } = parts;
  const carried = createCarriedFiles({ board, clock, host, audit, registration });

  async function setClock(
    command: Extract<Command, { do: "set-clock" }>,
    actor: Actor,
  ): Promise<Answer> {
    const { host } = parts;
    const signal = stopping.signal;
    const given = { board, host, clock, audit: store.audit, signal };
    const answer = await setClockByHand(command, actor, given);
    await lookAtSettings();
    return answer;
  }

  async function plan(
    { documentText, secrets = {}, userData }: Extract<Command, { do: "plan" }>,
    signal: AbortSignal,
  ): Promise<Answer> {
    const accepted = userData === undefined ? undefined : userDataDesk.accept(userData);
    if (accepted?.is === "invalid") return accepted;
    const asked = accepted === undefined ? {} : { userData: accepted.asked };
    return await runs.plan({ documentText, secrets, ...asked }, signal);
  }

  async function dispatch(command: Command, context: CommandContext): Promise<Answer> {
    const { clientId, actor, signal } = context;
    switch (command.do) {
      case "run-checks":
        await hostWatch.runChecks(stopping.signal);
        return { is: "ok" };
      case "refresh":
        await hostWatch.refresh(stopping.signal);
        await lookAtAll(stopping.signal);
        await lookAtSettings();
        await networkDesk.look();
        return { is: "ok" };
      case "plan":
        return await plan(command, signal);
      case "plan-without-proof":
        return await runs.planWithoutProof(command.hash, signal);
      case "approve":
        return await runs.approve(command.hash, actor, signal);
      case "save-document":
        return await saveDocument(command, actor);
      case "pause":
        return runs.pause();
      case "resume":
        return runs.resume(actor);
      case "cancel":
        return await runs.cancel(actor, command.undo);
      case "take-lease":
        leases.take(clientId, actor);
        return { is: "ok" };
      case "release-lease":
        leases.release(clientId);
        return { is: "ok" };
      case "register":
        return await registrations.register(command, actor);
      case "take-desired":
        return await registrations.takeDesired(command);
      case "register-now":
        await registration.tryNow();
        return { is: "ok" };
      case "register-cancel":
        await registration.cancel();
        return { is: "ok" };
      case "go-local":
        return await registrations.goLocal(actor);
      case "power":
        return await switchPower(command, actor, {
          ...{ board, host: parts.host, clock, audit: store.audit },
          look: () => lookAtAll(stopping.signal),
        });
      case "practise":
        return await practise(command, actor, { ...parts, audit: store.audit });
      case "look-for-certificates": {
        const within = AbortSignal.any([signal, stopping.signal]);
        return { is: "certificates", finding: await parts.findCertificates(command.at, within) };
      }
      case "plane-request":
        return await carried.request(command, AbortSignal.any([signal, stopping.signal]));
      case "look-at-plane-file":
        return await carried.look(command, AbortSignal.any([signal, stopping.signal]));
      case "take-plane-answer":
        return await carried.take(command, actor, AbortSignal.any([signal, stopping.signal]));
      case "look-for-user-data": {
        const within = AbortSignal.any([signal, stopping.signal]);
        return { is: "user-data", finding: await userDataDesk.look(within) };
      }
      case "set-clock":
        return await setClock(command, actor);
      case "network":
        return await networkDesk.handle(command, actor);
      case "reach":
        return await parts.reach.look(command, AbortSignal.any([signal, stopping.signal]));
      case "reach-cancel":
        return parts.reach.cancel();
      case "look-at-links":
        await lookAtLinks(clusterParts, AbortSignal.any([signal, stopping.signal]));
        return { is: "ok" };
      case "look-at-stores":
        await stores.freshen(stopping.signal);
        return { is: "ok" };
      case "list-runs":
        return { is: "runs", runs: runs.list() };
      case "show-run":
        return shownRun(command.id);
      case "audit":
        return { is: "audit", entries: store.audit.list(200) };
      case "activity":
        return { is: "activity", entries: allActivity(board, store.activity) };
    }
  }

  function shownRun(id: string): Answer {
    const run = runs.show(id);
    if (run === undefined) throw new BringupError("RUN_NOT_FOUND", `no run ${id}`);
    return { is: "run", run };
  }

  /** For looks nobody waits for: a failure is said, and never a reason to stop. */
  async function quietly(look: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
    try {
      await look(stopping.signal);
    } catch (thrown) {
      if (!stopping.signal.aborted) board.note("error", "agent", errorView(thrown).message);
    }
  }

  return {
    snapshot: () => board.snapshot(),
    watch: (listener) => board.watch(listener),
    async handle(command, context) {
      try {
        refuseWhenReadOnly(command, store.access);
        leases.require(command, context.clientId, context.actor);
        return await dispatch(command, context);
      } catch (thrown) {
        return { is: "refused", error: errorView(thrown) };
      }
    },
    attached(clientId) {
      consoles.add(clientId);
    },
    detached(clientId) {
      consoles.delete(clientId);
      leases.detached(clientId);
    },
    async start() {
      await runs.recover();
      let lastRun = board.snapshot().run;
      board.watch((change) => {
        // Which networks are kept from a proxy depends on the interfaces.
        if (change.slice === "inventory") loops.push(lookAtSettings());
        if (change.slice !== "run" && change.slice !== "document") return;
        const { run } = board.snapshot();
        if (change.slice === "run" && finishedSteps(run) === finishedSteps(lastRun)) return;
        lastRun = run;
        loops.push(lookAtSettings());
        if (run === null || run.endedMs === null) return;
        // A run may have named the host anew, and formed a cluster.
        loops.push(quietly(hostWatch.refresh), lookAtCluster(clusterParts, stopping.signal));
      });
      loops.push(lookAtSettings());
      const looks = {
        look: (signal: AbortSignal) => Promise.all([hostWatch.refresh(signal), lookAtSettings()]),
        judge: hostWatch.runChecks,
      };
      loops.push(
        quietly(hostWatch.runChecks),
        quietly((signal) => lookAgainWhenLate({ board, clock, ...looks }, signal)),
        quietly((signal) => lookAtOffers(clusterParts, signal)),
        watchCluster(clusterParts, stopping.signal),
        stores.watch(stopping.signal),
        nodes.watch(stopping.signal),
        watchVitals({ ...clusterParts, driver: () => driver }, stopping.signal),
        quietly(networkDesk.watch),
      );
      // Who cannot remember the answers does not speak with the plane.
      const isKept = store.access.is === "read-write";
      const recalled = isKept ? quietly(registrations.begin) : Promise.resolve();
      loops.push(recalled);
      loops.push(enforce({ ...parts, recalled, signal: stopping.signal }));
    },
    async stop() {
      stopping.abort(new BringupError("CANCELLED", "the agent is stopping"));
      await registration.stop();
      await runs.stop();
      await Promise.allSettled(loops);
    },
    get consoles() {
      return consoles.size;
    },
    isDriving: () => runs.isDriving(),
  };
}

/** A finished step or an ended run may have changed what the host has. */
function finishedSteps(run: RunState | null): string {
  const done = run?.steps.filter((step) => step.state === "done" || step.state === "undone");
  return `${run?.id} ${run?.state} ${done?.length}`;
}

const ALWAYS_ALLOWED: ReadonlySet<Command["do"]> = new Set([
  "run-checks",
  "refresh",
  "plan",
  "plan-without-proof",
  "take-lease",
  "release-lease",
  "reach",
  "reach-cancel",
  "look-at-links",
  "list-runs",
  "show-run",
  "audit",
  "activity",
  "look-at-stores",
]);

function refuseWhenReadOnly(command: Command, access: ServiceParts["store"]["access"]): void {
  if (access.is === "read-write" || ALWAYS_ALLOWED.has(command.do)) return;
  throw new BringupError("STORE_READ_ONLY", `nothing can be changed: ${access.why}`);
}
