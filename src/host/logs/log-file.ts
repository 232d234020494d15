import { constants, type FileHandle, open, stat } from "node:fs/promises";
import { isAbsent, readFailure } from "../disk/file-error.ts";
import { tailStart } from "./tail-start.ts";

/** A file read on from where it was left, whatever becomes of its name. */
export interface LogFile {
  /** What was added; `undefined`: nothing was. */
  readOn(): Promise<Buffer | undefined>;
  /**
   * At the end of what is there. `anew`: another file has its name now, or it was emptied: what comes next
   * is from a start. `grown`: more can be read at once.
   */
  lookAgain(): Promise<"same" | "grown" | "anew">;
  close(): Promise<void>;
}

interface Opened {
  readonly handle: FileHandle;
  readonly id: string;
  offset: number;
}

const CHUNK_BYTES = 256 * 1024;

/** @throws FILE_UNREADABLE; absent is `undefined`, but for one that may come. */
export async function openLogFile(
  place: () => string | undefined,
  options: { readonly lines: number; readonly mayCome?: true },
): Promise<LogFile | undefined> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let current = await openAt(place(), (handle) => tailStart(handle, options.lines));
  if (current === undefined && options.mayCome === undefined) return undefined;
  return {
    async readOn() {
      if (current === undefined) return undefined;
      const { bytesRead } = await current.handle.read(chunk, 0, CHUNK_BYTES, current.offset);
      current.offset += bytesRead;
      return bytesRead === 0 ? undefined : Buffer.from(chunk.subarray(0, bytesRead));
    },
    async lookAgain() {
      const at = place();
      const found = at === undefined ? undefined : await stat(at).catch(() => undefined);
      if (found === undefined) return "same";
      if (current?.id === idOf(found)) {
        if (found.size >= current.offset) return found.size > current.offset ? "grown" : "same";
        current.offset = 0;
        return "anew";
      }
      // It may be gone again, or be none that we may read: then the next look sees more.
      const next = await openAt(at, async () => 0).catch(() => undefined);
      if (next === undefined) return "same";
      await current?.handle.close();
      current = next;
      return "anew";
    },
    async close() {
      await current?.handle.close();
      current = undefined;
    },
  };
}

async function openAt(
  place: string | undefined,
  from: (handle: FileHandle) => Promise<number>,
): Promise<Opened | undefined> {
  const handle = place === undefined ? undefined : await openOne(place);
  if (handle === undefined) return undefined;
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new Error("it is no file");
    return { handle, id: idOf(found), offset: await from(handle) };
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
}

async function openOne(place: string): Promise<FileHandle | undefined> {
  try {
    return await open(place, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (thrown) {
    if (isAbsent(thrown)) return undefined;
    throw readFailure(place, thrown);
  }
}

const idOf = ({ dev, ino }: { readonly dev: number; readonly ino: number }) => `${dev}:${ino}`;
