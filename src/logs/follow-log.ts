import type { HostView, LogBatch, LogSource } from "../engine/index.ts";
import { createLogRing, type LogRing } from "./ring.ts";

/** A source that is being read: its last lines, and whether more can come. */
export interface FollowedLog {
  readonly ring: LogRing;
  /** When what was there already has come; at the latest after 0.7 s. */
  readonly ready: Promise<void>;
  /** Why nothing more comes; absent: it goes on. */
  readonly ended: string | undefined;
  /** Resolves with the next lines, or the end. */
  changed(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface FollowOptions {
  /** Of those that are there already. */
  readonly lines: number;
  readonly sinceMs?: number;
}

/** What is there comes at once, or in pieces that follow each other closely. */
const READY_MS = 700;
const QUIET_MS = 80;
const CLOSED = "it was closed";

/** Reads on for as long as it is open, so that a flood costs its reading and no memory. */
export function followLog(
  host: HostView,
  source: LogSource,
  { lines, sinceMs }: FollowOptions,
): FollowedLog {
  const ring = createLogRing();
  const closing = new AbortController();
  const ready = Promise.withResolvers<void>();
  const waiting = new Set<() => void>();
  let stopQuiet = () => {};
  const stopReady = host.clock.after(READY_MS, ready.resolve);
  let ended: string | undefined;

  function news(): void {
    stopQuiet();
    stopQuiet = host.clock.after(QUIET_MS, ready.resolve);
    for (const wake of [...waiting]) wake();
  }

  function end(why: string): void {
    ended ??= why;
    ready.resolve();
    news();
  }

  async function read(): Promise<string> {
    const { signal } = closing;
    const since = sinceMs === undefined ? {} : { sinceMs };
    const opened = await host.logs.open({ source, lines, until: "closed", signal, ...since });
    if (opened.is === "absent") return "there is no such log on this host";
    if (opened.is === "unknown") return opened.why;
    const log = opened.value;
    try {
      while (!signal.aborted) {
        const batch: LogBatch = await log.next();
        if (batch.is === "ended") return batch.why ?? "it has ended";
        ring.add(batch.lines);
        news();
        // Keys and other sources have their turn between two batches.
        await new Promise((resolve) => setImmediate(resolve));
      }
      return CLOSED;
    } finally {
      await log.close();
    }
  }

  const reading = read().then(end, (thrown: unknown) =>
    end(thrown instanceof Error ? thrown.message : String(thrown)),
  );
  return {
    ring,
    ready: ready.promise,
    get ended() {
      return ended;
    },
    changed: (signal) =>
      new Promise((resolve) => {
        const done = () => {
          waiting.delete(done);
          signal.removeEventListener("abort", done);
          resolve();
        };
        if (ended !== undefined || signal.aborted) return done();
        waiting.add(done);
        signal.addEventListener("abort", done, { once: true });
      }),
    async close() {
      closing.abort();
      end(CLOSED);
      stopReady();
      stopQuiet();
      await reading;
    },
  };
}
