import type { Clock } from "../../engine/index.ts";

/** Counts wrong guesses by caller; after `limit` in one window every further try is refused. */
export interface GuessLimit {
  /** Seconds to wait, or `undefined` when another try is allowed. */
  blockedSec(address: string): number | undefined;
  wrong(address: string): void;
}

export function createGuessLimit(
  clock: Clock,
  options: { readonly limit: number; readonly windowMs: number },
): GuessLimit {
  const tries = new Map<string, { count: number; untilMs: number }>();
  const current = (address: string) => {
    const found = tries.get(address);
    if (found !== undefined && found.untilMs > clock.monotonicMs()) return found;
    tries.delete(address);
    return undefined;
  };
  return {
    blockedSec(address) {
      const found = current(address);
      if (found === undefined || found.count < options.limit) return undefined;
      return Math.max(1, Math.ceil((found.untilMs - clock.monotonicMs()) / 1000));
    },
    wrong(address) {
      const untilMs = clock.monotonicMs() + options.windowMs;
      tries.set(address, { count: (current(address)?.count ?? 0) + 1, untilMs });
      forgetOldest(tries);
    },
  };
}

/** Token bucket by caller, on real time: it protects the process, not the contract. */
export function createRateLimit(options: {
  readonly perSecond: number;
  readonly burst: number;
}): (address: string) => boolean {
  const buckets = new Map<string, { left: number; atMs: number }>();
  return (address) => {
    const nowMs = performance.now();
    const bucket = buckets.get(address) ?? { left: options.burst, atMs: nowMs };
    const refilled = bucket.left + ((nowMs - bucket.atMs) / 1000) * options.perSecond;
    const left = Math.min(options.burst, refilled) - 1;
    buckets.delete(address);
    buckets.set(address, { left: Math.max(0, left), atMs: nowMs });
    forgetOldest(buckets);
    return left >= 0;
  };
}

const MAX_CALLERS = 4096;

function forgetOldest(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    if (map.size <= MAX_CALLERS) return;
    map.delete(key);
  }
}
