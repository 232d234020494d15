import type { Clock } from "../../engine/index.ts";

/** Wakes long polls. A topic is an enrolment id or a host uid. */
export interface Changes {
  changed(topic: string): void;
  /** Somebody else wrote to the memory: everybody looks again. */
  changedAnywhere(): void;
  /** Resolves when there is news of the topic, after `ms`, or when the signal aborts. Never rejects. */
  wait(topic: string, wait: Wait): Promise<void>;
}

export interface Wait {
  readonly ms: number;
  readonly signal: AbortSignal;
  /** Asked at every change, as not every change is one for the caller. */
  isNews(): boolean;
}

export function createChanges(clock: Clock): Changes {
  const waiting = new Map<string, Set<() => void>>();
  const oneChange = async (topic: string, ms: number, signal: AbortSignal) => {
    const over = new AbortController();
    const wake = () => over.abort();
    const wakers = waiting.get(topic) ?? new Set();
    waiting.set(topic, wakers.add(wake));
    await clock.sleep(ms, AbortSignal.any([signal, over.signal])).catch(() => {});
    wakers.delete(wake);
    if (wakers.size === 0 && waiting.get(topic) === wakers) waiting.delete(topic);
  };
  const changed = (topic: string) => {
    const wakers = waiting.get(topic);
    waiting.delete(topic);
    for (const wake of wakers ?? []) wake();
  };
  return {
    changed,
    changedAnywhere() {
      for (const topic of [...waiting.keys()]) changed(topic);
    },
    async wait(topic, { ms, signal, isNews }) {
      const untilMs = clock.monotonicMs() + ms;
      let leftMs = ms;
      while (leftMs > 0 && !signal.aborted && !isNews()) {
        await oneChange(topic, leftMs, signal);
        leftMs = untilMs - clock.monotonicMs();
      }
    },
  };
}

/** `Prefer: wait=25` (RFC 7240), at most 50 s: middleboxes drop idle connections after a minute. */
export function preferredWaitMs(header: string | undefined): number {
  const seconds = Number(header?.match(/(?:^|[,;\s])wait=(\d{1,4})\b/)?.[1] ?? 0);
  return Math.min(50, seconds) * 1000;
}
