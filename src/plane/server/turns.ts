/** So many at once, so many waiting, and nobody more. */
export interface Turns {
  /** `undefined` when too many wait already. */
  take<T>(work: () => Promise<T>): Promise<T | undefined>;
}

export function createTurns(atOnce: number, waiting: number): Turns {
  const queue: (() => void)[] = [];
  let running = 0;
  return {
    async take(work) {
      if (running < atOnce) running += 1;
      else {
        if (queue.length >= waiting) return undefined;
        // Whoever ends hands its turn on: nobody slips in between.
        await new Promise<void>((resolve) => queue.push(resolve));
      }
      try {
        return await work();
      } finally {
        const next = queue.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
