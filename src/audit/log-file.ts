import { constants } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { SyslogRecord } from "./rfc5424.ts";
import { renderRfc5424 } from "./rfc5424.ts";
import type { AuditSink } from "./trail.ts";

/** Begun anew at this size, and with the first record of a new year, as Palette does with its own. */
const LARGEST_BYTES = 100_000_000;
/** Old files beside the one that is written. */
const KEPT_FILES = 5;
/** The owner writes, the group (adm, collectors) reads. */
const MODE = 0o640;

/** Never through a link: whoever may write in the folder must not choose what root appends to. */
const FLAGS = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;

/**
 * The audit as lines of RFC 5424 in a file, for people and collectors. Opened anew for each write: it
 * may be moved away by somebody else at any time.
 */
export function auditLogFile(path: string, largestBytes = LARGEST_BYTES): AuditSink {
  return {
    name: path,
    async write(records) {
      await mkdir(dirname(path), { recursive: true });
      const text = records.map((record) => `${renderRfc5424(record)}\n`).join("");
      await withLog(path, async (file) => {
        if (await isFull(file, text.length, largestBytes, yearOf(records))) {
          await setAside(path);
          await withLog(path, (fresh) => append(fresh, text));
        } else await append(file, text);
      });
    },
  };
}

async function withLog(path: string, use: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, FLAGS, MODE);
  try {
    await use(file);
  } finally {
    await file.close();
  }
}

/** What a power cut left of a line must not swallow the next one. */
async function append(file: FileHandle, text: string): Promise<void> {
  const { size, mode } = await file.stat();
  if ((mode & 0o777) !== MODE) await file.chmod(MODE);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
  const isTorn = size > 0 && bytesRead === 1 && buffer[0] !== 0x0a;
  await file.appendFile(isTorn ? `\n${text}` : text);
}

const yearOf = (records: readonly SyslogRecord[]) =>
  new Date(records[0]?.atMs ?? 0).getUTCFullYear();

/** A clock that goes back begins no new file: it may do so again and again. */
async function isFull(file: FileHandle, more: number, largest: number, year: number) {
  const { size } = await file.stat();
  if (size === 0) return false;
  if (size + more > largest) return true;
  const { buffer } = await file.read(Buffer.alloc(12), 0, 12, 0);
  const [, first] = /^<\d+>1 (\d{4})/.exec(buffer.toString("latin1")) ?? [];
  return first !== undefined && year > Number(first);
}

/** Higher numbers are newer, so that nothing is renamed twice. */
async function setAside(path: string): Promise<void> {
  const [folder, prefix] = [dirname(path), `${basename(path)}.`];
  const numbers = (await readdir(folder))
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)))
    .sort((one, other) => one - other);
  const next = (numbers.at(-1) ?? 0) + 1;
  await rename(path, join(folder, `${prefix}${next}`));
  for (const old of [...numbers, next].slice(0, -KEPT_FILES))
    await rm(join(folder, `${prefix}${old}`));
}
