import type { Profile } from "../src/terminal/index.ts";

/** How far moments are from now, as finely as the device can afford to follow. Milliseconds. */
export interface ScreenTime {
  readonly nowMs: number;
  /** Moves in steps: a short wait is better said in words than counted. */
  readonly isCoarse: boolean;
  /** Gone since that moment; never negative. */
  since(epochMs: number): number;
  /** Left until that moment; never negative. */
  until(epochMs: number): number;
}

/**
 * On a fast device every second counts. At 9600 baud 48 bytes a second are all there is for what
 * moves by itself, so there numbers grow in steps the longer somebody has waited anyway.
 */
export function screenTime(nowMs: number, kind: Profile["kind"]): ScreenTime {
  const isCoarse = kind === "serial";
  return {
    nowMs,
    isCoarse,
    since(epochMs) {
      const ms = Math.max(0, nowMs - epochMs);
      return isCoarse ? floorTo(ms, ms < 10_000 ? 1000 : stepOf(ms)) : ms;
    },
    until(epochMs) {
      const ms = Math.max(0, epochMs - nowMs);
      return isCoarse ? floorTo(ms, stepOf(ms)) : ms;
    },
  };
}

const stepOf = (ms: number): number => (ms < 60_000 ? 5000 : 10_000);
const floorTo = (ms: number, step: number): number => Math.floor(ms / step) * step;
