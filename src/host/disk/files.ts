import { createHash } from "node:crypto";
import type { StatsFs } from "node:fs";
import * as fs from "node:fs/promises";
import { constants, type FileHandle } from "node:fs/promises";
import type { CopyOptions, FileStat, FilesIO, Space, UnpackCount } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { refuseOtherBytes } from "../copy-check.ts";
import { parentOf } from "../paths.ts";
import { unpackToDisk } from "../unpack/to-disk.ts";
import { appendTo } from "./append.ts";
import { createDigests } from "./digests.ts";
import { makeFolders, replaceFile, syncFolder } from "./durable.ts";
import { isAbsent, readFailure, writeFailure } from "./file-error.ts";
import { mountWithin } from "./mounts.ts";

/** Where the paths of a host are on the disk of this machine. */
export interface Places {
  /** Links followed as far as `followLast` says; `undefined`: they go in a circle. */
  toRead(path: string, followLast: boolean): string | undefined;
  /** Throws `FILE_UNWRITABLE` where the host must not be changed. */
  toWrite(path: string, followLast: boolean): string;
  /** Names that `toRead` would show beside those on the disk. */
  alsoListed?(path: string): readonly string[];
}

const CHUNK_BYTES = 1024 ** 2;
/** Most of what is read with a limit is smaller: one read, and one that finds the end. */
const LEAST_PART_BYTES = 16 * 1024;

export function createDiskFiles(places: Places): FilesIO {
  const digests = createDigests();

  /** Absent is `undefined`; every other failure is unreadable. */
  async function reading<T>(
    path: string,
    followLast: boolean,
    read: (place: string) => Promise<T>,
  ): Promise<T | undefined> {
    const place = places.toRead(path, followLast);
    if (place === undefined) return undefined;
    try {
      return await read(place);
    } catch (thrown) {
      if (isAbsent(thrown)) return undefined;
      if (thrown instanceof BringupError || isAborted(thrown)) throw thrown;
      throw readFailure(path, thrown);
    }
  }

  async function writing(
    path: string,
    followLast: boolean,
    write: (place: string) => Promise<void>,
  ): Promise<void> {
    try {
      await write(places.toWrite(path, followLast));
    } catch (thrown) {
      throw writeFailure(path, thrown);
    }
  }

  async function read(
    path: string,
    { maxBytes, fromByte = 0 }: { readonly maxBytes?: number; readonly fromByte?: number } = {},
  ): Promise<Buffer | undefined> {
    return reading(path, true, async (place) => {
      const file = await fs.open(place, constants.O_RDONLY | constants.O_NONBLOCK);
      try {
        if (maxBytes !== undefined) return await readPart(file, maxBytes, fromByte);
        return (await file.readFile()).subarray(fromByte);
      } finally {
        await file.close();
      }
    });
  }

  return {
    async read(path, options) {
      const content = await read(path, options);
      return content && new Uint8Array(content);
    },
    async readText(path, options) {
      return (await read(path, options))?.toString("utf8");
    },
    async list(path) {
      const names = await reading(path, true, (place) => fs.readdir(place));
      const also = places.alsoListed?.(path) ?? [];
      if (names === undefined && also.length === 0) return undefined;
      return [...new Set([...(names ?? []), ...also])].sort();
    },
    stat: (path) => reading(path, false, async (place) => statOf(await fs.lstat(place))),
    async readLink(path) {
      const target = await reading(path, false, async (place) => {
        const stat = await fs.lstat(place);
        return stat.isSymbolicLink() ? fs.readlink(place) : "";
      });
      return target === "" ? undefined : target;
    },
    sha256: (path, options = {}) => reading(path, true, (place) => digests.of(place, options)),
    async space(path) {
      for (let at = path; ; at = parentOf(at)) {
        const found = await reading(at, true, (place) => fs.statfs(place));
        if (found) return spaceOf(found);
        if (at === "/") return undefined;
      }
    },
    async writeAtomic(path, content, { mode, signal }) {
      signal?.throwIfAborted();
      await writing(path, false, (place) =>
        replaceFile(place, mode, (file) => file.writeFile(content)),
      );
    },
    writeInPlace: (path, content) =>
      writing(path, true, async (place) => {
        await makeFolders(parentOf(place));
        await fs.writeFile(place, content);
      }),
    async copy(from, to, options) {
      options.signal?.throwIfAborted();
      const source = await reading(from, true, (place) => fs.open(place, "r"));
      if (source === undefined)
        throw new BringupError("FILE_UNREADABLE", `${from}: no such file or directory`);
      try {
        await writing(to, false, (place) =>
          replaceFile(place, options.mode, (file) => pour(source, file, { to, ...options })),
        );
      } finally {
        await source.close();
      }
    },
    async unpack(from, to, options) {
      const place = places.toRead(from, true);
      if (place === undefined) throw new BringupError("FILE_UNREADABLE", `${from}: no such file`);
      let count: UnpackCount = { files: 0, bytes: 0 };
      await writing(to, false, async (target) => {
        count = await unpackToDisk(place, target, options);
      });
      return count;
    },
    async append(path, pieces, options) {
      let sizeBytes = 0;
      await writing(path, false, async (place) => {
        sizeBytes = await appendTo(place, pieces, options);
      });
      return sizeBytes;
    },
    makeDirectory: (path, { mode }) =>
      writing(path, true, async (place) => {
        await makeFolders(place, mode);
        const stat = await fs.stat(place);
        if (!stat.isDirectory())
          throw new BringupError("FILE_UNWRITABLE", `${path}: exists and is not a directory`);
      }),
    move: (from, to) =>
      writing(to, false, async (place) => {
        const source = places.toWrite(from, false);
        if (await isThere(place))
          throw new BringupError("FILE_UNWRITABLE", `${to}: is there already`);
        await fs.rename(source, place);
        await syncFolder(parentOf(place));
        await syncFolder(parentOf(source));
      }),
    remove: (path) => writing(path, false, removeOne),
    removeTree: (path) =>
      writing(path, false, async (place) => {
        await refuseMounts(place);
        if (!(await isThere(place))) return;
        // Something may still be written into it while it goes.
        await fs.rm(place, { recursive: true, force: true, maxRetries: 5 });
        await syncFolder(parentOf(place));
      }),
    setMode: (path, mode) =>
      writing(path, true, async (place) => {
        const file = await fs.open(place, constants.O_RDONLY | constants.O_NONBLOCK);
        try {
          await file.chmod(mode);
          await file.sync();
        } finally {
          await file.close();
        }
      }),
    setOwner: (path, { uid, gid }) =>
      writing(path, true, async (place) => {
        const file = await fs.open(place, constants.O_RDONLY | constants.O_NONBLOCK);
        try {
          await file.chown(uid, gid);
          await file.sync();
        } finally {
          await file.close();
        }
      }),
  };
}

/** Takes memory for what is there, not for what may be: a limit is often a thousand times the file. */
async function readPart(file: FileHandle, maxBytes: number, fromByte: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let done = 0;
  while (done < maxBytes) {
    const part = Buffer.allocUnsafe(Math.min(maxBytes - done, Math.max(LEAST_PART_BYTES, done)));
    // What has no size, as below /proc, has no positions either.
    const at = fromByte === 0 ? null : fromByte + done;
    const { bytesRead } = await file.read(part, 0, part.length, at);
    if (bytesRead === 0) break;
    parts.push(part.subarray(0, bytesRead));
    done += bytesRead;
  }
  return Buffer.concat(parts, done);
}

async function pour(
  source: FileHandle,
  target: FileHandle,
  { to, signal, onBytes, sha256 }: CopyOptions & { readonly to: string },
): Promise<void> {
  const total = (await source.stat()).size;
  const hash = createHash("sha256");
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let done = 0;
  for (;;) {
    signal?.throwIfAborted();
    const { bytesRead } = await source.read(chunk, 0, CHUNK_BYTES);
    if (bytesRead === 0) break;
    const part = chunk.subarray(0, bytesRead);
    hash.update(part);
    await target.writeFile(part);
    done += bytesRead;
    onBytes?.(done, total);
  }
  refuseOtherBytes(to, sha256, hash.digest("hex"));
}

async function isThere(place: string): Promise<boolean> {
  try {
    await fs.lstat(place);
    return true;
  } catch (thrown) {
    if (isAbsent(thrown)) return false;
    throw thrown;
  }
}

async function removeOne(place: string): Promise<void> {
  if (!(await isThere(place))) return;
  const stat = await fs.lstat(place);
  await (stat.isDirectory() ? fs.rmdir(place) : fs.unlink(place));
  await syncFolder(parentOf(place));
}

/** A volume mounted below would be emptied with the rest: its data is not ours to remove. */
async function refuseMounts(place: string): Promise<void> {
  if (place === "/") throw new BringupError("BUG", "refused to remove /");
  const mounted = mountWithin(await fs.readFile("/proc/self/mountinfo", "utf8"), place);
  if (mounted === undefined) return;
  throw new BringupError("FILE_UNWRITABLE", `${mounted} is mounted; unmount it first`);
}

/** btrfs and the like make inodes as they need them, and say 0. */
function spaceOf({ blocks, bavail, bsize, files, ffree }: StatsFs): Space {
  const space = { totalBytes: blocks * bsize, freeBytes: bavail * bsize };
  return files === 0 ? space : { ...space, totalFiles: files, freeFiles: ffree };
}

function statOf(stat: Awaited<ReturnType<typeof fs.lstat>>): FileStat {
  return {
    kind: kindOf(stat),
    sizeBytes: Number(stat.size),
    mode: Number(stat.mode) & 0o7777,
    modifiedMs: Number(stat.mtimeMs),
    inode: `${stat.dev}:${stat.ino}`,
    owner: { uid: Number(stat.uid), gid: Number(stat.gid) },
  };
}

function kindOf(stat: Awaited<ReturnType<typeof fs.lstat>>): FileStat["kind"] {
  if (stat.isSymbolicLink()) return "link";
  if (stat.isFile()) return "file";
  return stat.isDirectory() ? "directory" : "other";
}

function isAborted(thrown: unknown): boolean {
  return thrown instanceof Error && /^(AbortError|TimeoutError)$/.test(thrown.name);
}
