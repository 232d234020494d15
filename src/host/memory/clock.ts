import type { Clock } from "../../engine/index.ts";

/** A clock for tests: time passes only when somebody sleeps, and then at once. */
export interface ManualClock extends Clock {
  /** Lets this much time pass now; sleepers and callbacks that fall due are woken in order. */
  advance(ms: number): void;
  /** Calls back once, when this much time has passed; the returned function takes it back. */
  after(ms: number, callback: () => void): () => void;
}

/** Neither is needed: time then passes as fast as somebody sleeps. */
export interface ManualClockOptions {
  /** Wall time at the start, milliseconds since the epoch; 1 January 2026 unless told. */
  readonly startMs?: number;
  /** `false`: time moves by `advance` alone, and a sleep waits for it. */
  readonly auto?: boolean;
}

interface Waiter {
  readonly atMs: number;
  /** A sleeper moves the time when nothing else is left to do; a callback only waits for it. */
  readonly moves: boolean;
  wake(): void;
}

/**
 * Sleepers wake in the order of their times, each only when everything that ran before it has
 * come to rest, so a deadline never overtakes the work it guards. That holds for work in memory;
 * tests with real files or sockets use `systemClock`.
 */
export function createManualClock(options: ManualClockOptions = {}): ManualClock {
  const startMs = options.startMs ?? Date.UTC(2026, 0, 1);
  const auto = options.auto ?? true;
  const waiters = new Set<Waiter>();
  let passedMs = 0;
  let pumping = false;

  function earliest(untilMs: number): Waiter | undefined {
    let found: Waiter | undefined;
    for (const waiter of waiters)
      if (waiter.atMs <= untilMs && (found === undefined || waiter.atMs < found.atMs))
        found = waiter;
    return found;
  }

  function advanceTo(targetMs: number): void {
    for (let next = earliest(targetMs); next; next = earliest(targetMs)) {
      waiters.delete(next);
      passedMs = Math.max(passedMs, next.atMs);
      next.wake();
    }
    passedMs = Math.max(passedMs, targetMs);
  }

  function pump(): void {
    pumping = false;
    const sleepers = [...waiters].filter((waiter) => waiter.moves);
    if (sleepers.length === 0) return;
    const next = earliest(Math.min(...sleepers.map((waiter) => waiter.atMs)));
    if (next) {
      waiters.delete(next);
      passedMs = Math.max(passedMs, next.atMs);
      next.wake();
    }
    schedulePump();
  }

  function schedulePump(): void {
    if (!auto || pumping) return;
    pumping = true;
    setImmediate(pump);
  }

  function add(ms: number, moves: boolean, wake: () => void): () => void {
    const waiter: Waiter = { atMs: passedMs + Math.max(0, ms), moves, wake };
    waiters.add(waiter);
    return () => waiters.delete(waiter);
  }

  return {
    nowMs: () => startMs + passedMs,
    monotonicMs: () => passedMs,
    advance: (ms) => advanceTo(passedMs + ms),
    after: (ms, callback) => add(ms, false, callback),
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const onAbort = () => {
          dispose();
          reject(signal?.reason);
        };
        const dispose = add(ms, true, () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        });
        signal?.addEventListener("abort", onAbort, { once: true });
        schedulePump();
      });
    },
  };
}
