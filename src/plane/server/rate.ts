import { networkText, parseAddress, widthOf } from "../../addresses/index.ts";
import type { Clock } from "../../engine/index.ts";

/** Counts tries by caller; after `limit` in one window every further one is refused until its end. */
export interface TryLimit {
  /** Seconds to wait, or `undefined` when another try is allowed. */
  blockedSec(caller: string): number | undefined;
  count(caller: string): void;
}

export function createTryLimit(
  clock: Clock,
  options: { readonly limit: number; readonly windowMs: number },
): TryLimit {
  const tries = new Map<string, { count: number; untilMs: number }>();
  const current = (caller: string) => {
    const found = tries.get(caller);
    if (found !== undefined && found.untilMs > clock.monotonicMs()) return found;
    tries.delete(caller);
    return undefined;
  };
  return {
    blockedSec(given) {
      const found = current(callerOf(given));
      if (found === undefined || found.count < options.limit) return undefined;
      return Math.max(1, Math.ceil((found.untilMs - clock.monotonicMs()) / 1000));
    },
    count(given) {
      const caller = callerOf(given);
      const found = current(caller);
      const untilMs = found?.untilMs ?? clock.monotonicMs() + options.windowMs;
      tries.set(caller, { count: (found?.count ?? 0) + 1, untilMs });
      forgetOldest(tries);
    },
  };
}

/** Who counts as one caller: an address, or the /64 that one IPv6 network is. Other text is itself. */
export function callerOf(text: string): string {
  const address = parseAddress(text.replace(/%.*$/, ""));
  if (address === undefined || widthOf(address) === 32) return text;
  return networkText({ address, prefix: 64 });
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
