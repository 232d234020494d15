import { randomBytes } from "node:crypto";
import { existsSync, fsyncSync, rmSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { MIB } from "../quantity/index.ts";
import { syncFolder, withFile, writeAll } from "./private-files.ts";

/**
 * Space kept for the day the disk is full: given back then, so that what has begun can still be
 * recorded as ended. Random bytes, because file systems that compress would keep zeros for nothing.
 */
export interface Ballast {
  /** Whether the space is set aside now. */
  held(): boolean;
  /** Tries to set it aside; false when there is no room. */
  hold(): boolean;
  free(): void;
}

const SIZE_BYTES = MIB;

export function openBallast(dir: string): Ballast {
  const path = join(dir, "ballast");
  const held = () => existsSync(path) && statSync(path).size === SIZE_BYTES;
  const free = () => {
    rmSync(path, { force: true });
    syncFolder(dir);
  };
  const hold = () => {
    if (held()) return true;
    // Room for itself alone is no room: the next record would need it back at once.
    if (freeBytes(dir) < 2 * SIZE_BYTES) return false;
    try {
      withFile(path, "w", (fd) => {
        writeAll(fd, randomBytes(SIZE_BYTES));
        fsyncSync(fd);
      });
      return true;
    } catch {
      free();
      return false;
    }
  };
  return { held, hold, free };
}

function freeBytes(dir: string): number {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
}
