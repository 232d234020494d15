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
      if (running >= atOnce) {
        if (queue.length >= waiting) return undefined;
        await new Promise<void>((resolve) => queue.push(resolve));
      }
      running += 1;
      try {
        return await work();
      } finally {
        running -= 1;
        queue.shift()?.();
      }
    },
  };
}
