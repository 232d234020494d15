import { dirname } from "node:path";
import { type Clock, systemClock } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { createMachineHost } from "../host/index.ts";
import { type EngineServer, isAnswered, serveEngine } from "../session/index.ts";
import type { Service } from "./service.ts";
import {
  defaultStateDir,
  type EngineOptions,
  isThisHost,
  socketPath,
  viewSocketPath,
} from "./state-dir.ts";

/** A rehearsal that nobody watches powers itself off after this time, milliseconds. */
const IDLE_LIMIT_MS = 10 * 60_000;
const IDLE_LOOK_MS = 5000;
const LOCK_LOOK_MS = 250;

/**
 * The one writer of a host, until the signal aborts. Only its owner may change things through it;
 * on a host everybody may look, through a second socket.
 */
export async function runAgent(
  options: EngineOptions & { readonly signal: AbortSignal; readonly version: string },
): Promise<void> {
  const { openHost } = await import("./open-host.ts");
  const opened = await whenFree(options, () => openHost(options));
  const { service, clock } = opened;
  const servers: EngineServer[] = [];
  try {
    const control = socketPath(defaultStateDir(options));
    servers.push(await serveEngine({ hub: service, socketPath: control, mode: 0o600 }));
    const view = viewSocketPath(options);
    const mode = isThisHost(options) ? 0o666 : 0o600;
    if (isThisHost(options))
      await createMachineHost().files.makeDirectory(dirname(view), { mode: 0o755 });
    servers.push(await serveEngine({ hub: service, socketPath: view, mode, access: "view" }));
    await service.start();
    await untilDone(service, clock, options);
  } finally {
    for (const server of servers) await server.close();
    await opened.close();
  }
}

/**
 * A command in a terminal may hold the host for a while because no agent was there: the agent waits
 * for it. Another agent is no reason to wait.
 */
async function whenFree<T>(
  options: EngineOptions & { readonly signal: AbortSignal },
  open: () => Promise<T>,
): Promise<T> {
  for (let isSaid = false; ; isSaid = true) {
    try {
      return await open();
    } catch (thrown) {
      if (!(thrown instanceof BringupError) || thrown.code !== "HOST_LOCKED") throw thrown;
      if (await isAnswered(socketPath(defaultStateDir(options)))) throw thrown;
      if (!isSaid) process.stdout.write(`${thrown.message}: waiting until it is done\n`);
      await systemClock.sleep(LOCK_LOOK_MS, options.signal);
    }
  }
}

async function untilDone(
  service: Service,
  clock: Clock,
  { rehearse, signal }: EngineOptions & { readonly signal: AbortSignal },
): Promise<void> {
  let lastBusyMs = clock.monotonicMs();
  while (!signal.aborted) {
    await clock.sleep(IDLE_LOOK_MS, signal).catch(() => undefined);
    if (service.consoles > 0 || service.isDriving()) lastBusyMs = clock.monotonicMs();
    if (rehearse === true && clock.monotonicMs() - lastBusyMs > IDLE_LIMIT_MS) return;
  }
}
