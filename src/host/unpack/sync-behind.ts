import * as fs from "node:fs/promises";

/** Files are read, unpacked and written by the same few threads. */
const BESIDE_OTHERS = 1;
const ALONE = 4;

/**
 * Makes files durable while others are still being written, so that little is left at the end. The first
 * failure is kept: asked again, a disk may say that all is well.
 */
export function createSyncBehind() {
  const waiting: string[] = [];
  const workers = new Set<Promise<void>>();
  let failure: { readonly thrown: unknown } | undefined;
  const work = async () => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const file = await fs.open(path, "r");
      await file.sync().finally(() => file.close());
    }
  };
  const start = (most: number) => {
    while (workers.size < most && waiting.length > 0) {
      const worker = work()
        .catch((thrown: unknown) => {
          failure ??= { thrown };
        })
        .finally(() => workers.delete(worker));
      workers.add(worker);
    }
  };
  return {
    add(path: string): void {
      waiting.push(path);
      start(BESIDE_OTHERS);
    },
    /** Resolves when all of them are durable. */
    async settled(): Promise<void> {
      start(ALONE);
      await Promise.all(workers);
      if (failure !== undefined) throw failure.thrown;
    },
    /** What nobody wants any more is left as it is. */
    async stopped(): Promise<void> {
      waiting.length = 0;
      await Promise.all(workers);
    },
  };
}
