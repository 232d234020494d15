import type { Entry } from "./contract.ts";

export interface Counts {
  /** Whole or not. */
  readonly collected: number;
  readonly cut: number;
  readonly timedOut: number;
  readonly leftOut: number;
  readonly failed: number;
}

export function countsOf(entries: readonly Entry[]): Counts {
  const count = (...states: readonly Entry["state"][]) =>
    entries.filter(({ state }) => states.includes(state)).length;
  return {
    collected: count("collected", "cut"),
    ...{ cut: count("cut"), timedOut: count("timed-out") },
    ...{ leftOut: count("left-out"), failed: count("failed") },
  };
}
