import { type Fact, factOf, unknown } from "../engine/index.ts";

/** Whether this reason says that nobody answered in time, of a source or a program it asks. */
export const isLate = (why: string): boolean => /\bno answer within \d/.test(why);

export interface Within {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Runs one source; what does not answer in time is unknown, and its signal is aborted. Real time on
 * purpose: a manual clock jumps at once, and a hung read of a dying drive does not.
 */
export async function factWithin<T>(
  { timeoutMs, signal }: Within,
  read: (signal: AbortSignal) => Promise<T | undefined>,
): Promise<Fact<T>> {
  if (signal.aborted) return unknown("cancelled");
  const inner = new AbortController();
  let stop = () => {};
  const late = new Promise<Fact<T>>((resolve) => {
    const end = (why: string) => {
      inner.abort();
      resolve(unknown(why));
    };
    const timer = setTimeout(() => end(`no answer within ${timeoutMs} ms`), timeoutMs);
    const onAbort = () => end("cancelled");
    signal.addEventListener("abort", onAbort, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    };
  });
  try {
    return await Promise.race([factOf(() => read(inner.signal)), late]);
  } finally {
    stop();
  }
}
