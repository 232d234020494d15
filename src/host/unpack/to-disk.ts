import { createReadStream } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import * as fs from "node:fs/promises";
import { dirname, join } from "node:path";
import type { UnpackCount, UnpackOptions } from "../../engine/index.ts";
import { syncFolder } from "../disk/durable.ts";
import { isAbsent } from "../disk/file-error.ts";
import { type UnpackTarget, unpackEntries } from "./read-entries.ts";

/** Says during which boot the folder beside was begun: after another one its files may be no more than names. */
const BOOT_FILE = ".boot";
const READ_BYTES = 256 * 1024;
const WRITE_BYTES = 1024 * 1024;
/** Files that are made durable at a time. */
const SYNCED_AT_ONCE = 8;

/** `from` and `to` are places on this disk; `to` appears when all of it is there and durable. */
export async function unpackToDisk(
  from: string,
  to: string,
  options: UnpackOptions,
): Promise<UnpackCount> {
  const { signal, onBytes, marker } = options;
  const beside = `${to}.part`;
  await openBeside(beside, options.bootId);
  const file = await fs.open(from, "r");
  let head = new Uint8Array(4);
  let totalBytes = 0;
  try {
    head = (await file.read(head, 0, 4, 0)).buffer;
    totalBytes = (await file.stat()).size;
  } finally {
    await file.close();
  }
  const written: string[] = [];
  const source = createReadStream(from, { highWaterMark: READ_BYTES });
  source.on("data", () => onBytes?.(source.bytesRead, totalBytes));
  const space = await fs.statfs(beside);
  const freeBytes = space.bavail * space.bsize;
  const count = await unpackEntries(source, head, diskTarget(beside, written), {
    maxEntries: options.maxEntries,
    maxBytes: Math.max(0, freeBytes - options.keepFreeBytes),
    reserved: [BOOT_FILE, marker.name],
    ...(signal === undefined ? {} : { signal }),
  });
  await fs.writeFile(join(beside, marker.name), marker.content, { mode: 0o644 });
  await syncAll([...written, marker.name].map((path) => join(beside, path)));
  for (const folder of new Set(written.map((path) => dirname(join(beside, path)))))
    await syncFolder(folder);
  await fs.rm(join(beside, BOOT_FILE), { force: true });
  await syncFolder(beside);
  await fs.rename(beside, to);
  await syncFolder(dirname(to));
  return count;
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

function diskTarget(folder: string, written: string[]): UnpackTarget {
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
      written.push(path);
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
      written.push(path);
    },
  };
}

/** Many small writes cost more than what they write; while one is under way the next is gathered. */
async function writeAll(file: FileHandle, content: AsyncIterable<Uint8Array>): Promise<void> {
  let held: Uint8Array[] = [];
  let bytes = 0;
  let underWay: Promise<unknown> = Promise.resolve();
  const flush = async () => {
    const full = held;
    [held, bytes] = [[], 0];
    await underWay;
    underWay = full.length > 0 ? file.writev(full) : Promise.resolve();
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

async function syncAll(paths: readonly string[]): Promise<void> {
  const left = [...paths];
  const worker = async () => {
    for (let path = left.pop(); path !== undefined; path = left.pop()) {
      const file = await fs.open(path, "r");
      await file.sync().finally(() => file.close());
    }
  };
  await Promise.all(Array.from({ length: SYNCED_AT_ONCE }, worker));
}
