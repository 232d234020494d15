import type { Clock } from "../engine/index.ts";

export interface IdleWatch {
  /** Somebody pressed a key. */
  touched(): void;
  stop(): void;
}

/**
 * Calls `onIdle` after each span in which nobody pressed a key, once per span. By the monotonic
 * clock: setting the time of a host is one of the things a person does here.
 */
export function watchIdle(
  clock: Clock,
  { limitMs, onIdle }: { readonly limitMs: number; onIdle(): void },
): IdleWatch {
  let touchedMs = clock.monotonicMs();
  let stop: (() => void) | undefined;

  // Pressing a key costs no timer: one that fires early looks again.
  function look(): void {
    const restMs = touchedMs + limitMs - clock.monotonicMs();
    if (restMs > 0) {
      stop = clock.after(restMs, look);
      return;
    }
    stop = undefined;
    onIdle();
  }

  stop = clock.after(limitMs, look);
  return {
    touched() {
      touchedMs = clock.monotonicMs();
      stop ??= clock.after(limitMs, look);
    },
    stop: () => stop?.(),
  };
}
