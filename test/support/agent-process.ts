import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { socketPath } from "../../src/agent/index.ts";
import { systemClock } from "../../src/engine/index.ts";
import { connectEngine, type EngineClient } from "../../src/session/index.ts";
import { removeTree } from "./remove-tree.ts";

/** The program that ships; `pretest` has built it. */
export const BUNDLE = resolve(import.meta.dirname, "../../dist/bringup.js");

export interface AgentBench {
  readonly stateDir: string;
  /** Starts an agent process on the state directory. */
  start(): Promise<ChildProcess>;
  /** A console of its own; closed at the end of the test. */
  connect(user?: string): Promise<EngineClient>;
  /** Runs the command line against the same rehearsal. */
  cli(...args: readonly string[]): ChildProcess;
}

/** Real agent processes on one rehearsal, killed and removed at the end of the test. */
export async function createAgentBench(
  t: { after(finish: () => Promise<void>): void },
  pace = "0",
  dir?: string,
): Promise<AgentBench> {
  const stateDir = dir ?? (await mkdtemp(join(tmpdir(), "bringup-agent-")));
  const env = { ...process.env, BRINGUP_STAND_IN_PACE: pace };
  const children: ChildProcess[] = [];
  const clients: EngineClient[] = [];
  const launch = (args: readonly string[]) => {
    const all = [BUNDLE, ...args, "--rehearse", "--state-dir", stateDir];
    const child = spawn(process.execPath, all, { env, stdio: ["ignore", "pipe", "pipe"] });
    children.push(child);
    return child;
  };
  const connect = async (user = "ada") => {
    const deadlineMs = performance.now() + 60_000;
    for (;;) {
      try {
        const actor = { user, from: "a test" };
        const client = await connectEngine({ socketPath: socketPath(stateDir), actor });
        clients.push(client);
        return client;
      } catch (thrown) {
        if (performance.now() > deadlineMs) throw thrown;
        await systemClock.sleep(50);
      }
    }
  };
  t.after(async () => {
    for (const client of clients) await client.close();
    for (const child of children) await stopped(child);
    if (dir === undefined) await removeTree(stateDir);
  });
  return {
    stateDir,
    async start() {
      const child = launch(["agent"]);
      const probe = await connect("probe");
      await probe.close();
      return child;
    },
    connect,
    cli: (...args) => launch(args),
  };
}

/** Asks a process to stop, kindly first, and waits until it has. */
export async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 30_000);
  await gone;
  clearTimeout(timer);
}

export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
