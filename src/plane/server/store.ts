import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { type PlaneData, type PlaneStore, planeData } from "./state.ts";

/** One JSON file, replaced atomically; a file that cannot be read is set aside, never overwritten. */
export function filePlaneStore(path: string): PlaneStore {
  return {
    async load() {
      const text = await readFile(path, "utf8").catch((thrown: NodeJS.ErrnoException) => {
        if (thrown.code === "ENOENT") return undefined;
        throw thrown;
      });
      if (text === undefined) return undefined;
      const parsed = planeData.safeParse(jsonOf(text));
      if (parsed.success) return parsed.data;
      await rename(path, `${path}.unreadable`);
      return undefined;
    },
    async save(data) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const temporary = `${path}.new`;
      const file = await open(temporary, "w", 0o600);
      try {
        await file.writeFile(JSON.stringify(data));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    },
  };
}

export const forgetfulPlaneStore: PlaneStore = {
  load: async () => undefined,
  save: async () => {},
};

/** Saves one after the other; callers that ask while one is running share the next. */
export function createSaver(store: PlaneStore, snapshot: () => PlaneData): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= running
      .catch(() => {})
      .then(() => {
        next = undefined;
        running = store.save(snapshot());
        return running;
      });
    return next;
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
