import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import process from "node:process";
import { type HostChoice, runCli, type World } from "../src/cli/index.ts";
import type { Actor } from "../src/engine/index.ts";
import { BringupError } from "../src/errors/index.ts";

/** Put in by the build; a source checkout has no version of its own. */
declare const BRINGUP_VERSION: string | undefined;

const stopped = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(name, () => {
    // The second one means: at once.
    if (stopped.signal.aborted) process.exit(130);
    stopped.abort();
  });
}

const world: World = {
  version: typeof BRINGUP_VERSION === "string" ? BRINGUP_VERSION : "0.0.0-source",
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: stopped.signal,
  actor: whoAsks(),
  readFile: readTypedFile,
  openEngine: async (choice) => (await import("../src/agent/index.ts")).openEngine(choice),
  openHost,
  runAgent: async (choice) => (await import("../src/agent/index.ts")).runAgent(choice),
  runConsole,
  runInternal: async (name, args) => (await import("./internal.ts")).runInternal(name, args),
};

process.exitCode = await runCli(process.argv.slice(2), world);

/** Engine and screens load side by side: the person waits for the slower one only. */
async function runConsole(choice: HostChoice): Promise<number> {
  const [engine, screens] = await Promise.all([
    world.openEngine(choice),
    import("../screens/app.tsx"),
  ]);
  try {
    return await screens.runConsole({ ...engine, signal: stopped.signal });
  } finally {
    await engine.close();
  }
}

async function openHost({ root }: HostChoice) {
  const { createMachineHost, createRootHost } = await import("../src/host/index.ts");
  return root === undefined ? createMachineHost() : createRootHost({ root });
}

async function readTypedFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (thrown) {
    throw unreadable(path, thrown);
  }
}

function unreadable(path: string, cause: unknown): BringupError {
  const why = cause instanceof Error && "code" in cause ? `: ${cause.code}` : "";
  return new BringupError("DOCUMENT_UNREADABLE", `cannot read ${path}${why}`, { cause });
}

function whoAsks(): Actor {
  const { SUDO_USER, SSH_CONNECTION } = process.env;
  const address = SSH_CONNECTION?.split(" ")[0];
  const from = address === undefined ? "a local terminal" : `ssh from ${address}`;
  return { user: SUDO_USER ?? userInfo().username, from };
}
