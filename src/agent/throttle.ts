import type { Clock } from "../engine/index.ts";

export interface Throttled<T> {
  (value: T): void;
  /** Hands over the last value now, if it was held back. */
  flush(): void;
}

/** At most one call every `everyMs`; the first at once, then always the newest value. */
export function throttle<T>(clock: Clock, everyMs: number, call: (value: T) => void): Throttled<T> {
  let held: { readonly value: T } | undefined;
  let cancel: (() => void) | undefined;
  const release = () => {
    cancel = undefined;
    if (held === undefined) return;
    const { value } = held;
    held = undefined;
    cancel = clock.after(everyMs, release);
    call(value);
  };
  const throttled = (value: T) => {
    held = { value };
    if (cancel === undefined) release();
  };
  return Object.assign(throttled, {
    flush() {
      cancel?.();
      release();
      cancel?.();
      cancel = undefined;
    },
  });
}
