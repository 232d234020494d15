/** At most so many at a time; who waits is let in in the order of asking. */
export function takeTurns(places: number) {
  const waiting: (() => void)[] = [];
  let free = places;

  /** @throws what `work` throws, and when its time is over before it came to its turn. */
  return async function inTurn<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      signal.throwIfAborted();
      // Who hangs beyond its time gives its place away.
      return await Promise.race([work(), whenOver(signal)]);
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

function whenOver(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
