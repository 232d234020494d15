import { BringupError, errorView } from "../errors/index.ts";
import type { Answer, Command, CommandContext, EngineHub } from "../session/index.ts";
import { createBackground } from "./background.ts";
import { createCarriedFiles } from "./carried-files.ts";
import { createClusterDesks } from "./cluster-desks.ts";
import { createDispatch } from "./dispatch.ts";
import { createDocumentDesk } from "./document-desk.ts";
import { createLogsDesk, valuesIn } from "./logs-desk.ts";
import { createNetworkDesk } from "./network-desk.ts";
import type { ServiceParts } from "./parts.ts";
import { createRegistrationDesk } from "./registration-desk.ts";
import { createUserDataDesk } from "./user-data-desk.ts";

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
  const { board, clock, host, leases, runs, registration, store } = parts;
  const { audit } = store;
  const stopping = new AbortController();
  const { signal } = stopping;
  const consoles = new Set<string>();

  const logs = createLogsDesk({ host, secrets: () => valuesIn(parts.vault) });
  const networkDesk = createNetworkDesk({ ...parts, audit, access: store.access });
  const cluster = createClusterDesks(parts, {
    isWatched: () => consoles.size > 0 || runs.isDriving(),
    signal,
  });
  const documentDesk = createDocumentDesk(parts);
  const registrations = createRegistrationDesk({
    ...{ board, registration },
    saveText: documentDesk.saveText,
  });
  const dispatch = createDispatch({
    ...parts,
    ...{ documentDesk, networkDesk, registrations, logs },
    userDataDesk: createUserDataDesk(host),
    carried: createCarriedFiles({ board, clock, host, audit, registration }),
    ...cluster,
    stopping: signal,
  });
  const background = createBackground({
    ...parts,
    ...{ cluster, signal },
    watchNetwork: networkDesk.watch,
    recallRegistration: registrations.begin,
  });

  function answer<D extends Command["do"]>(
    command: Extract<Command, { do: D }>,
    context: CommandContext,
  ): Answer | Promise<Answer> {
    return dispatch[command.do as D](command, context);
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
      background.begin();
    },
    async stop() {
      stopping.abort(new BringupError("CANCELLED", "the agent is stopping"));
      await logs.close();
      await registration.stop();
      await runs.stop();
      await background.ended();
    },
    get consoles() {
      return consoles.size;
    },
    isDriving: () => runs.isDriving(),
  };
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
