import type { Clock } from "../engine/index.ts";

const BASE_MS = 15_000;
const CAP_MS = 300_000;
const RECHECK_MS = 300_000;
/** A success counts only once it held this long; else a flapping plane is asked at full speed. */
const HELD_MS = 60_000;

/** After a boot all hosts of a site start together: each asks first at its own time within this. */
export const SPREAD_MS = 60_000;

/** Reports never run in step either: a tenth sooner or later than the plane asked for. */
export function nextReportMs(askedMs: number, random: () => number): number {
  return askedMs * (0.9 + 0.2 * random());
}

/** How long to wait before the next try. Full jitter: a site that lost power does not return as one. */
export interface Pace {
  afterFailure(): number;
  /** Of what waits for a person or a changed setting. */
  recheck(): number;
  /** As the plane asked, and up to a quarter more. */
  asAsked(retryAfterMs: number): number;
  succeeded(): void;
}

export function createPace(clock: Clock, random: () => number): Pace {
  let failures = 0;
  let succeededMs: number | undefined;
  return {
    afterFailure() {
      const held = succeededMs !== undefined && clock.monotonicMs() - succeededMs >= HELD_MS;
      if (held) failures = 0;
      succeededMs = undefined;
      const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(failures, 10));
      failures += 1;
      return Math.max(1000, random() * ceiling);
    },
    recheck: () => RECHECK_MS * (1 + random() / 10),
    asAsked: (retryAfterMs) => Math.max(1000, retryAfterMs) * (1 + random() / 4),
    succeeded() {
      succeededMs ??= clock.monotonicMs();
    },
  };
}
