import type { Clock } from "../../engine/index.ts";

/** How often one host may ask a plane, whatever it has to ask. */
export interface BudgetRules {
  /** For long. */
  readonly perSecond: number;
  /** At once, after a quiet time. */
  readonly burst: number;
}

/**
 * Holds a request back until this host may ask again; false when it was cut off while it waited. Each has
 * its turn in the order they came: no loop can starve another, and none can make all others come at once.
 */
export function createBudget(
  { perSecond, burst }: BudgetRules,
  clock: Clock,
): (signal: AbortSignal | undefined) => Promise<boolean> {
  let left = burst;
  let countedMs = clock.monotonicMs();
  return async (signal) => {
    const nowMs = clock.monotonicMs();
    left = Math.min(burst, left + ((nowMs - countedMs) / 1000) * perSecond) - 1;
    countedMs = nowMs;
    if (left >= 0) return true;
    return clock.sleep((-left / perSecond) * 1000, signal).then(
      () => true,
      () => false,
    );
  };
}
