const BASE_MS = 2000;
const CAP_MS = 300_000;

/** Exponential with full jitter, 2 s to 5 min. `attempt` counts from 1, `random` is 0 to 1. */
export function backoffMs(attempt: number, random: number): number {
  return Math.round(Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1)) * (0.5 + random / 2));
}
