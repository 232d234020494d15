import { join } from "node:path";
import { type Actor, systemClock } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import {
  type ConnectOptions,
  connectEngine,
  createInProcessClient,
  type EngineClient,
} from "../session/index.ts";
import { AGENT_START_MS, restarting, startRehearsalAgent } from "./rehearsal-agent.ts";
import { defaultStateDir, type EngineOptions, socketPath, viewSocketPath } from "./state-dir.ts";

export interface OpenEngine {
  readonly client: EngineClient;
  readonly where: "agent" | "in-process";
  close(): Promise<void>;
}

/**
 * The way to the engine of a host: its agent where one is alive; in rehearsal an agent is started;
 * else the engine runs in this very process and holds the host lock.
 */
export async function openEngine(
  options: EngineOptions & { readonly actor: Actor; readonly version: string },
): Promise<OpenEngine> {
  const stateDir = defaultStateDir(options);
  const request: ConnectOptions = {
    socketPath: socketPath(stateDir),
    actor: options.actor,
    // No service manager looks after a rehearsal: its consoles start it again.
    ...(options.rehearse === true ? { onDied: restarting(stateDir) } : {}),
  };
  const view = viewSocketPath(options);
  const connected = await connect(request).catch((thrown) => {
    if (!isForbidden(thrown)) throw thrown;
    return connect({ socketPath: view, actor: options.actor });
  });
  if (connected !== undefined) return fromAgent(connected);
  if (options.rehearse === true) {
    startRehearsalAgent(stateDir);
    return fromAgent(await waitForAgent(stateDir, request));
  }
  refuseWithoutRoot(options);
  const { openHost } = await import("./open-host.ts");
  const opened = await openHost(options);
  if (options.onlyWhenAsked !== true) await opened.service.start();
  const client = createInProcessClient(opened.service, options.actor);
  return {
    client,
    where: "in-process",
    async close() {
      await client.close();
      await opened.close();
    },
  };
}

/**
 * Only to look, through the agent's view socket; waits for an agent that is not there yet until the
 * signal aborts.
 */
export async function watchEngine(
  options: EngineOptions & { readonly actor: Actor; readonly signal: AbortSignal },
): Promise<OpenEngine> {
  const { actor, signal, rehearse } = options;
  const stateDir = defaultStateDir(options);
  const onDied = rehearse === true ? restarting(stateDir) : () => {};
  for (;;) {
    const client = await connect({ socketPath: viewSocketPath(options), actor, onDied, signal });
    if (client !== undefined) return fromAgent(client);
    onDied();
    await systemClock.sleep(AGENT_LOOK_MS, signal);
  }
}

/** How often an agent that is not there yet is looked for, milliseconds. */
const AGENT_LOOK_MS = 500;

function fromAgent(client: EngineClient): OpenEngine {
  return { client, where: "agent", close: () => client.close() };
}

/** `undefined` when nobody listens there. */
async function connect(request: ConnectOptions): Promise<EngineClient | undefined> {
  try {
    return await connectEngine(request);
  } catch (thrown) {
    if (thrown instanceof BringupError && thrown.code === "AGENT_UNREACHABLE") return undefined;
    throw thrown;
  }
}

/** Who may not change this host may still look at it. */
function isForbidden(thrown: unknown): boolean {
  return thrown instanceof BringupError && thrown.code === "NOT_ROOT";
}

async function waitForAgent(stateDir: string, request: ConnectOptions): Promise<EngineClient> {
  const deadlineMs = systemClock.monotonicMs() + AGENT_START_MS;
  for (;;) {
    const client = await connect(request);
    if (client !== undefined) return client;
    if (systemClock.monotonicMs() > deadlineMs) {
      throw new BringupError("AGENT_UNREACHABLE", "the rehearsal agent did not start", {
        hint: `Read ${join(stateDir, "agent.log")}.`,
      });
    }
    await systemClock.sleep(50);
  }
}

function refuseWithoutRoot(options: EngineOptions): void {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot || options.root !== undefined || options.stateDir !== undefined) return;
  throw new BringupError("NOT_ROOT", "changing this host needs root, and no agent is running");
}
