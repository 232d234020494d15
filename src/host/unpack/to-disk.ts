import type { FileHandle } from "node:fs/promises";
import * as fs from "node:fs/promises";
import { dirname, join } from "node:path";
import { packingOf, type UnpackTarget, unpackEntries } from "../../archives/index.ts";
import type { UnpackCount, UnpackOptions } from "../../engine/index.ts";
import { syncFolder } from "../disk/durable.ts";
import { isAbsent } from "../disk/file-error.ts";
import { readInTurn, readToKeep } from "./read-pieces.ts";
import { createSyncBehind } from "./sync-behind.ts";

/** Says during which boot the folder beside was begun: after another one its files may be no more than names. */
const BOOT_FILE = ".boot";
const WRITE_BYTES = 256 * 1024;
/** Smaller memory may be shared by Node between buffers. */
const FREED_BYTES = 128 * 1024;

/** `from` and `to` are places on this disk; `to` appears when all of it is there and durable. */
export async function unpackToDisk(
  from: string,
  to: string,
  options: UnpackOptions,
): Promise<UnpackCount> {
  const { signal, onBytes, marker } = options;
  const beside = `${to}.part`;
  await openBeside(beside, options.bootId);
  const written: string[] = [];
  const syncing = createSyncBehind();
  const done = (path: string) => {
    written.push(path);
    syncing.add(join(beside, path));
  };
  const file = await fs.open(from, "r");
  let count: UnpackCount;
  try {
    const head = await headOf(file);
    const { size } = await file.stat();
    const read = packingOf(head) === "none" ? readToKeep : readInTurn;
    const source = read(file, { signal, onBytes: (bytes) => onBytes?.(bytes, size) });
    count = await unpackEntries(source, head, diskTarget(beside, done), {
      maxEntries: options.maxEntries,
      maxBytes: Math.max(0, (await freeBytes(beside)) - options.keepFreeBytes),
      reserved: [BOOT_FILE, marker.name],
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (thrown) {
    await syncing.stopped();
    throw thrown;
  } finally {
    await file.close();
  }
  await fs.writeFile(join(beside, marker.name), marker.content, { mode: 0o644 });
  syncing.add(join(beside, marker.name));
  await syncing.settled();
  for (const folder of new Set(written.map((path) => dirname(join(beside, path)))))
    await syncFolder(folder);
  await fs.rm(join(beside, BOOT_FILE), { force: true });
  await syncFolder(beside);
  await fs.rename(beside, to);
  await syncFolder(dirname(to));
  return count;
}

async function headOf(file: FileHandle): Promise<Uint8Array> {
  const { buffer } = await file.read(new Uint8Array(4), 0, 4, 0);
  return buffer;
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await fs.statfs(folder);
  return bavail * bsize;
}

/** What was begun during this boot goes on; anything else begins anew. */
async function openBeside(beside: string, bootId: string): Promise<void> {
  const begun = await fs.readFile(join(beside, BOOT_FILE), "utf8").catch((thrown: unknown) => {
    if (isAbsent(thrown)) return undefined;
    throw thrown;
  });
  if (begun === bootId) return;
  await fs.rm(beside, { recursive: true, force: true });
  await fs.mkdir(beside, { recursive: true, mode: 0o755 });
  await fs.writeFile(join(beside, BOOT_FILE), bootId);
}

function diskTarget(folder: string, done: (path: string) => void): UnpackTarget {
  const made = new Set<string>();
  const makeFolder = async (path: string) => {
    if (made.has(path)) return;
    await fs.mkdir(join(folder, path), { recursive: true, mode: 0o755 });
    made.add(path);
  };
  return {
    makeFolder,
    async has(path, bytes) {
      const stat = await fs.lstat(join(folder, path)).catch(() => undefined);
      if (stat?.isFile() !== true || stat.size !== bytes) return false;
      done(path);
      return true;
    },
    async write({ path, mode }, content) {
      await makeFolder(dirname(path));
      const place = join(folder, path);
      const half = await fs.open(`${place}.part`, "w", mode);
      try {
        await writeAll(half, content);
      } finally {
        await half.close();
      }
      await fs.rename(`${place}.part`, place);
      done(path);
    },
  };
}

/** Many small writes cost more than what they write; while one is under way the next is gathered. */
async function writeAll(file: FileHandle, content: AsyncIterable<Uint8Array>): Promise<void> {
  let held: Uint8Array[] = [];
  let bytes = 0;
  let underWay: Promise<void> = Promise.resolve();
  const flush = async () => {
    const full = held;
    [held, bytes] = [[], 0];
    await underWay;
    underWay = writeAndFree(file, full);
    // Awaited before the next, or at the end.
    underWay.catch(() => undefined);
  };
  try {
    for await (const chunk of content) {
      held.push(chunk);
      bytes += chunk.length;
      if (bytes >= WRITE_BYTES) await flush();
    }
    await flush();
  } finally {
    await underWay;
  }
}

async function writeAndFree(file: FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  if (chunks.length > 0) await file.writev(chunks);
  for (const chunk of chunks) free(chunk);
}

/**
 * Memory of content is given back at once: left to the collector, a gigabyte of it is fresh memory,
 * page by page. What ends a buffer is the last of it that anybody wants: all before was written.
 */
function free({ buffer, byteOffset, byteLength }: Uint8Array): void {
  const isLastOfIt = byteOffset + byteLength === buffer.byteLength;
  if (!isLastOfIt || buffer.byteLength < FREED_BYTES) return;
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
