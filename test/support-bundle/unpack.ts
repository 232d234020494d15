import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { systemClock } from "../../src/engine/index.ts";
import { createMachineGather } from "../../src/host/index.ts";
import {
  type BundleReport,
  type BundleRequest,
  type Entry,
  makeBundle,
} from "../../src/support/index.ts";

export interface Unpacked {
  readonly report: BundleReport;
  /** Paths below the folder of the bundle, as tar(1) lists them. */
  readonly names: readonly string[];
  text(path: string): string;
  entry(id: string): Entry;
  /** Everything that was unpacked, as one text. */
  everything(): string;
}

export function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "bringup-support-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Makes a bundle of this machine and opens it with the tar(1) of this machine. */
export async function madeAndUnpacked(
  t: TestContext,
  given: Pick<BundleRequest, "collectors"> & Partial<BundleRequest>,
): Promise<Unpacked> {
  const folder = folderOf(t);
  const parts: Uint8Array[] = [];
  const report = await makeBundle({
    gather: createMachineGather(),
    sink: { write: async (bytes) => void parts.push(bytes) },
    ...{ name: "bundle-of-test", values: [], notes: [], clock: systemClock },
    signal: new AbortController().signal,
    ...given,
  });
  const file = join(folder, "bundle.tar.gz");
  writeFileSync(file, Buffer.concat(parts));
  const listed = execFileSync("tar", ["-tzf", file], { encoding: "utf8" });
  execFileSync("tar", ["-xzf", file, "-C", folder]);
  const inside = join(folder, "bundle-of-test");
  const text = (path: string) => readFileSync(join(inside, path), "latin1");
  const names = listed
    .split("\n")
    .filter(Boolean)
    .map((name) => name.replace("bundle-of-test/", ""));
  for (const { path, sha256 } of report.entries) {
    if (path === undefined) continue;
    const digest = createHash("sha256")
      .update(readFileSync(join(inside, path)))
      .digest("hex");
    if (digest !== sha256) throw new Error(`${path} is not what the manifest says`);
  }
  return {
    ...{ report, names, text },
    entry(id) {
      const found = report.entries.find((entry) => entry.id === id);
      if (found === undefined) throw new Error(`no entry ${id}`);
      return found;
    },
    everything: () => names.map(text).join("\n"),
  };
}
