import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { MASK } from "../../src/secrets/index.ts";
import { leaksIn } from "./planted.ts";

/** Remembers where which secret was seen. */
export interface Witness {
  look(where: string, text: string | Uint8Array): void;
  /** Every file below a folder, unless its path has one of these in it. */
  lookBelow(folder: string, except?: readonly string[]): number;
  /** What is in a bundle, unpacked. */
  lookInBundle(path: string, into: string): number;
  /** `KIND in WHERE`, each once. */
  found(): readonly string[];
  /** Where a mask was seen: something secret came by there. */
  masked(): readonly string[];
}

export function createWitness(): Witness {
  const found = new Set<string>();
  const masked = new Set<string>();
  const look: Witness["look"] = (where, text) => {
    if (Buffer.from(text).includes(MASK)) masked.add(where);
    for (const kind of leaksIn(text)) found.add(`${kind} in ${where}`);
  };
  function lookBelow(folder: string, except: readonly string[] = []): number {
    let count = 0;
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || except.some((part) => path.includes(part))) continue;
      const bytes = readFileSync(path);
      look(path.slice(folder.length + 1), bytes);
      if (bytes[0] === 0x1f && bytes[1] === 0x8b) look(`${path} unpacked`, gunzipSync(bytes));
      count += 1;
    }
    return count;
  }
  return {
    look,
    lookBelow,
    lookInBundle(path, into) {
      const { status, stderr } = spawnSync("tar", ["-xf", path, "-C", into], { encoding: "utf8" });
      if (status !== 0) throw new Error(`${path}: ${stderr}`);
      return lookBelow(into);
    },
    found: () => [...found].sort(),
    masked: () => [...masked].sort(),
  };
}

/** Reads arguments and environment of every process of this user that has `mark` in one of them, until stopped. */
export function watchProcesses(mark: string, look: Witness["look"]) {
  const seen = new Set<string>();
  let isStopped = false;
  const finished = (async () => {
    while (!isStopped) {
      for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) readOne(pid);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  })();
  function readOne(pid: string): void {
    const parts = ["cmdline", "environ"].map((name) => textOf(`/proc/${pid}/${name}`));
    const all = parts.join("\0");
    if (!all.includes(mark) || seen.has(all)) return;
    seen.add(all);
    look("arguments of a process", parts[0] ?? "");
    look("environment of a process", parts[1] ?? "");
  }
  return {
    /** How many different ones were read. */
    async stop(): Promise<number> {
      isStopped = true;
      await finished;
      return seen.size;
    },
  };
}

/** Of somebody else, or gone already: nothing. */
function textOf(path: string): string {
  try {
    return statSync(path).isFile() ? readFileSync(path, "latin1") : "";
  } catch {
    return "";
  }
}
