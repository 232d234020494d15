import type { Clock } from "../engine/index.ts";

/** Palette counts 10 requests a second for each address; all hosts of a site share one behind NAT. */
const PER_SECOND = 1;
const BURST = 8;

/** Holds a request back until this host may ask again. */
export function createBudget(clock: Clock): (signal: AbortSignal | undefined) => Promise<void> {
  let left = BURST;
  let countedMs = clock.monotonicMs();
  return async (signal) => {
    const nowMs = clock.monotonicMs();
    left = Math.min(BURST, left + ((nowMs - countedMs) / 1000) * PER_SECOND) - 1;
    countedMs = nowMs;
    if (left < 0) await clock.sleep((-left / PER_SECOND) * 1000, signal);
  };
}
