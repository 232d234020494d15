import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SHARED_MEMORY = "/dev/shm";
const LEAST_BYTES = 1 << 30;

/** A new folder in memory: tests sync thousands of small files. `undefined`: none, or no program starts there. */
export function memoryFolder(): string | undefined {
  let folder: string | undefined;
  try {
    const { bavail, bsize } = statfsSync(SHARED_MEMORY);
    if (bavail * bsize < LEAST_BYTES) return undefined;
    folder = mkdtempSync(join(SHARED_MEMORY, "bringup-"));
    const program = join(folder, "program");
    writeFileSync(program, "#!/bin/sh\n", { mode: 0o700 });
    if (spawnSync(program).status === 0) return folder;
  } catch {
    // As good as none: the usual folder will do.
  }
  if (folder !== undefined) removeFolder(folder);
  return undefined;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 40, retryDelay: 50 });
}
