import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

export interface Child {
  readonly process: ChildProcess;
  /** What it has printed so far. */
  output(): string;
  /** Resolves when the output holds the text; rejects when it ends, or after a minute, without. */
  printed(text: string): Promise<void>;
  kill(): Promise<void>;
  ended: Promise<number | null>;
}

/** What was compiled for one child is there for the next; where Node itself would keep it. */
const NODE_COMPILE_CACHE = join(tmpdir(), "node-compile-cache");

/** A program of `children/` in a process of its own, with the Node that runs the tests. */
export function startChild(t: TestContext, name: string, args: readonly string[]): Child {
  const script = fileURLToPath(new URL(`children/${name}.ts`, import.meta.url));
  // Node strips types by itself; without a loader a child starts in a third of the time.
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "", NODE_COMPILE_CACHE },
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const ended = once(child, "close").then(() => child.exitCode);
  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  t.after(kill);
  return {
    process: child,
    output: () => output,
    ended,
    kill,
    async printed(text) {
      const signal = AbortSignal.timeout(60_000);
      while (!output.includes(text)) {
        if (child.exitCode !== null) throw new Error(`${name} ended without printing ${text}`);
        await once(child.stdout, "data", { signal });
      }
    },
  };
}
