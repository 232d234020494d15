import { spawn } from "node:child_process";
import { mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { type Actor, systemClock } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { selfCommand } from "../host/index.ts";
import {
  type ConnectOptions,
  connectEngine,
  createInProcessClient,
  type EngineClient,
} from "../session/index.ts";
import { defaultStateDir, type EngineOptions, socketPath, viewSocketPath } from "./state-dir.ts";

export interface OpenEngine {
  readonly client: EngineClient;
  readonly where: "agent" | "in-process";
  close(): Promise<void>;
}

/** A detached rehearsal agent has to answer within this time, milliseconds. */
const AGENT_START_MS = 15_000;

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
    if (view === undefined || !isForbidden(thrown)) throw thrown;
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
  await opened.service.start();
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

/** Starts the agent anew, not more often than one start may take. */
function restarting(stateDir: string): () => void {
  let earliestMs = 0;
  return () => {
    const nowMs = systemClock.monotonicMs();
    if (nowMs < earliestMs) return;
    earliestMs = nowMs + AGENT_START_MS;
    startRehearsalAgent(stateDir);
  };
}

/** Detached: the agent outlives the console that started it, as a service would. */
function startRehearsalAgent(stateDir: string): void {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const log = openSync(join(stateDir, "agent.log"), "a", 0o600);
  const [program, ...args] = selfCommand();
  const child = spawn(program, [...args, "agent", "--rehearse", "--state-dir", stateDir], {
    detached: true,
    stdio: ["ignore", log, log],
    cwd: "/",
  });
  child.on("error", () => undefined);
  child.unref();
}

function refuseWithoutRoot(options: EngineOptions): void {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot || options.root !== undefined || options.stateDir !== undefined) return;
  throw new BringupError("NOT_ROOT", "changing this host needs root, and no agent is running");
}
