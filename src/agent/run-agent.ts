import type { Clock } from "../engine/index.ts";
import { serveEngine } from "../session/index.ts";
import { openHost } from "./open-host.ts";
import type { Service } from "./service.ts";
import { defaultStateDir, type EngineOptions, socketPath } from "./state-dir.ts";

/** A rehearsal that nobody watches powers itself off after this time, milliseconds. */
const IDLE_LIMIT_MS = 10 * 60_000;
const IDLE_LOOK_MS = 5000;

/**
 * The one writer of a host, until the signal aborts. Owner only may connect: changing a host is
 * root's business, and a rehearsal belongs to who started it.
 */
export async function runAgent(
  options: EngineOptions & { readonly signal: AbortSignal; readonly version: string },
): Promise<void> {
  const opened = await openHost(options);
  const { service, clock } = opened;
  const server = await serveEngine({
    hub: service,
    socketPath: socketPath(defaultStateDir(options)),
    mode: 0o600,
  });
  try {
    await service.start();
    await untilDone(service, clock, options);
  } finally {
    await server.close();
    await opened.close();
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
