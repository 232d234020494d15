import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

export interface QuietHeap {
  /** To be called for each key. */
  readonly onKey: () => void;
  readonly stop: () => void;
}

export interface QuietOptions {
  /** How often it looks, milliseconds. */
  readonly everyMs: number;
  /** Since the last key, milliseconds: a collection takes about 20 ms, and nobody shall wait for one. */
  readonly quietMs: number;
  /** V8's own unless told. */
  readonly collect?: () => void;
}

const TIMES: QuietOptions = { everyMs: 30_000, quietMs: 20_000 };
/** Less than this is not worth it, bytes. */
const WORTH_BYTES = 2 * 1024 * 1024;

/**
 * A console that is left open makes little to clean up, so V8 puts the whole of it off for a quarter of
 * an hour and grows by some megabytes meanwhile. Here it is done while nobody types.
 */
export function collectWhenQuiet(options: QuietOptions = TIMES): QuietHeap {
  const { everyMs, quietMs } = options;
  let lastKeyMs = performance.now();
  let leftBytes = usedBytes();
  let { collect } = options;
  const timer = setInterval(() => {
    if (performance.now() - lastKeyMs < quietMs) return;
    if (usedBytes() - leftBytes < WORTH_BYTES) return;
    collect ??= collector();
    collect();
    leftBytes = usedBytes();
  }, everyMs);
  timer.unref();
  return {
    onKey() {
      lastKeyMs = performance.now();
    },
    stop: () => clearInterval(timer),
  };
}

const usedBytes = (): number => getHeapStatistics().used_heap_size;

/** V8 shows it to new contexts only, and keeps no context for that. */
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  if (typeof collect !== "function") throw new Error("this V8 has no collection to ask for");
  return () => void collect();
}
