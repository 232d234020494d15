import type { ClusterObservation, Observer } from "../distributions/index.ts";
import type { RunState } from "../engine/index.ts";
import { BringupError, errorView } from "../errors/index.ts";
import type { Answer, Command, CommandContext, EngineHub } from "../session/index.ts";
import { lookAtBoot } from "./boot-watch.ts";
import { createCarriedFiles } from "./carried-files.ts";
import { judgeCluster, lookAtCluster, watchCluster } from "./cluster-watch.ts";
import { createDispatch } from "./dispatch.ts";
import { createDocumentDesk } from "./document-desk.ts";
import { enforce } from "./enforce.ts";
import { lookAgainWhenLate } from "./late-looks.ts";
import { createLogsDesk, valuesIn } from "./logs-desk.ts";
import { createNetworkDesk } from "./network-desk.ts";
import { createNodeDesk } from "./node-watch.ts";
import { lookAtOffers } from "./offers.ts";
import type { ServiceParts } from "./parts.ts";
import { createProfileWatch } from "./profile-watch.ts";
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
  const { board, leases, runs, hostWatch, registration, store, clock } = parts;
  const stopping = new AbortController();
  const consoles = new Set<string>();
  const loops: Promise<unknown>[] = [];

  const logs = createLogsDesk({
    host: parts.host,
    secrets: () => valuesIn(parts.vault),
  });
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
  const profiles = createProfileWatch(clusterParts, stopping.signal);

  const documentDesk = createDocumentDesk(parts);
  const registrations = createRegistrationDesk({
    ...{ board, registration },
    saveText: documentDesk.saveText,
  });
  const {
    host,
    store: { audit },
  } = parts;
  const carried = createCarriedFiles({ board, clock, host, audit, registration });

  const dispatch = createDispatch({
    ...parts,
    ...{ documentDesk, networkDesk, userDataDesk, registrations, carried, stores, logs },
    ...{ lookAtAll, lookAtSettings, stopping: stopping.signal },
    lookAtLinks: (signal) => lookAtLinks(clusterParts, signal),
  });

  function answer<D extends Command["do"]>(
    command: Extract<Command, { do: D }>,
    context: CommandContext,
  ): Answer | Promise<Answer> {
    return dispatch[command.do as D](command, context);
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
        return await answer(command, context);
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
        // A run may have named the host anew, formed a cluster, and brought what one is installed from.
        loops.push(quietly(hostWatch.refresh), lookAtCluster(clusterParts, stopping.signal));
        loops.push(quietly((signal) => lookAtOffers(clusterParts, signal)));
      });
      loops.push(
        lookAtSettings(),
        quietly(() => lookAtBoot(parts)),
      );
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
        profiles.watch(),
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
      await logs.close();
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
  "examine",
  "refresh",
  "plan",
  "plan-without-proof",
  "plan-operation",
  "take-lease",
  "release-lease",
  "reach",
  "reach-cancel",
  "look-at-links",
  "make-bundle",
  "cancel-bundle",
  "list-runs",
  "show-run",
  "audit",
  "verify-audit",
  "activity",
  "list-logs",
  "read-log",
  "look-at-stores",
]);

function refuseWhenReadOnly(command: Command, access: ServiceParts["store"]["access"]): void {
  if (access.is === "read-write" || ALWAYS_ALLOWED.has(command.do)) return;
  throw new BringupError("STORE_READ_ONLY", `nothing can be changed: ${access.why}`);
}
