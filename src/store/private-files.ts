import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { isErrno } from "./errno.ts";

/** Files of the state directory: for root alone, whole or not at all, on the disk when returned. */
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: PRIVATE_FOLDER });
  if ((statSync(path).mode & 0o777) !== PRIVATE_FOLDER) chmodSync(path, PRIVATE_FOLDER);
}

/** Temporary names begin with a dot and carry no meaning: leftovers can be removed on sight. */
export function writePrivate(path: string, content: Uint8Array): void {
  const temporary = join(dirname(path), `.${randomBytes(6).toString("hex")}.tmp`);
  try {
    withFile(temporary, "wx", (fd) => {
      writeAll(fd, content);
      fsyncSync(fd);
    });
    renameSync(temporary, path);
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  }
  syncFolder(dirname(path));
}

export function writeAll(fd: number, content: Uint8Array): void {
  let done = 0;
  while (done < content.length) done += writeSync(fd, content, done);
}

export function withFile<T>(path: string, flags: string, use: (fd: number) => T): T {
  const fd = openSync(path, flags, PRIVATE_FILE);
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

export function syncFolder(path: string): void {
  withFile(path, "r", fsyncSync);
}

/** Overwrites in place, then unlinks. On flash and copy-on-write disks old blocks may survive. */
export function shredPrivate(path: string): void {
  try {
    withFile(path, "r+", (fd) => {
      writeAll(fd, Buffer.alloc(statSync(path).size));
      fsyncSync(fd);
      ftruncateSync(fd, 0);
    });
  } catch (thrown) {
    if (!isErrno(thrown, "ENOENT")) throw thrown;
  }
  rmSync(path, { force: true });
}
