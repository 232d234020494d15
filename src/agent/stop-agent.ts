import { type ProcessIdentity, systemClock } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { isAlive } from "../host/index.ts";
import { hostLockHolder } from "../store/index.ts";
import { defaultStateDir, type EngineOptions } from "./state-dir.ts";

/** An agent that was asked to stop has this long, milliseconds. */
const STOP_LIMIT_MS = 15_000;

/**
 * Asks the process that holds the host to stop, and waits until it has. A run in progress is left
 * for the next agent. Resolves with its pid, or `undefined` when nobody held the host.
 */
export async function stopAgent(options: EngineOptions): Promise<number | undefined> {
  const holder = hostLockHolder(defaultStateDir(options));
  if (holder === undefined || !isAlive(holder)) return undefined;
  process.kill(holder.pid, "SIGTERM");
  await gone(holder);
  return holder.pid;
}

async function gone(holder: ProcessIdentity): Promise<void> {
  const deadlineMs = systemClock.monotonicMs() + STOP_LIMIT_MS;
  while (isAlive(holder)) {
    if (systemClock.monotonicMs() > deadlineMs) {
      throw new BringupError("HOST_LOCKED", `process ${holder.pid} was asked to stop and did not`);
    }
    await systemClock.sleep(50);
  }
}
