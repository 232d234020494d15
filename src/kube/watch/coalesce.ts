import type { Clock } from "../../engine/index.ts";

export interface Coalesced {
  /** Something changed: it is told at once, or as soon as the last telling is long enough ago. */
  changed(): void;
  close(): void;
}

/** At most one telling in `everyMs`; the last change is always told. */
export function coalesce(clock: Clock, everyMs: number, tell: () => void): Coalesced {
  let toldMs = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;
  let isClosed = false;

  function tellNow(): void {
    cancel = undefined;
    toldMs = clock.monotonicMs();
    tell();
  }

  return {
    changed() {
      if (cancel !== undefined || isClosed) return;
      const waitMs = toldMs + everyMs - clock.monotonicMs();
      if (waitMs <= 0) return tellNow();
      cancel = clock.after(waitMs, tellNow);
    },
    close() {
      isClosed = true;
      cancel?.();
    },
  };
}
