import type { Clock } from "../engine/index.ts";

export interface IdleWatch {
  /** Somebody pressed a key, or there is something to give back from now on. */
  touched(): void;
  stop(): void;
}

export interface IdleOptions {
  /** Milliseconds. */
  readonly limitMs: number;
  /** Nothing to give back needs no timer. */
  isNeeded(): boolean;
  onIdle(): void;
}

/**
 * Calls `onIdle` once nobody has pressed a key for so long, and not again before the next key. By the
 * monotonic clock: setting the time of a host is one of the things a person does here.
 */
export function watchIdle(clock: Clock, { limitMs, isNeeded, onIdle }: IdleOptions): IdleWatch {
  let touchedMs = clock.monotonicMs();
  let stop: (() => void) | undefined;

  // A key costs no new timer: the one that runs looks again when it fires early.
  function look(): void {
    const restMs = touchedMs + limitMs - clock.monotonicMs();
    stop = restMs > 0 && isNeeded() ? clock.after(restMs, look) : undefined;
    if (restMs <= 0 && isNeeded()) onIdle();
  }

  return {
    touched() {
      touchedMs = clock.monotonicMs();
      if (isNeeded()) stop ??= clock.after(limitMs, look);
    },
    stop: () => stop?.(),
  };
}
