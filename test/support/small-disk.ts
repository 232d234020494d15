import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

export interface SmallDisk {
  readonly dir: string;
  /** Leaves not a byte. */
  fill(): void;
  makeRoom(): void;
}

/** A file system of its own, gone at the end of the test; `undefined` where mounting is not allowed. */
export function smallDisk(t: TestContext, mebibytes: number): SmallDisk | undefined {
  const dir = mkdtempSync(join(tmpdir(), "bringup-disk-"));
  const options = `size=${mebibytes}m,mode=0700`;
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", dir]);
  t.after(() => {
    if (mounted.status === 0) execFileSync("umount", ["-l", dir]);
    rmdirSync(dir);
  });
  if (mounted.status !== 0) return undefined;
  const filler = join(dir, "filler");
  return { dir, fill: () => fill(filler), makeRoom: () => rmSync(filler) };
}

function fill(filler: string): void {
  for (const size of [65536, 4096, 512]) {
    try {
      for (;;) appendFileSync(filler, Buffer.alloc(size, "x"));
    } catch (thrown) {
      if (!(thrown instanceof Error && "code" in thrown && thrown.code === "ENOSPC")) throw thrown;
    }
  }
}
