import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import process from "node:process";
import { type HostChoice, type Purpose, runCli, type World } from "../src/cli/index.ts";
import type { Actor, HostIO, HostView } from "../src/engine/index.ts";
import { BringupError } from "../src/errors/index.ts";

/** Put in by the build; a source checkout has no version of its own. */
declare const BRINGUP_VERSION: string | undefined;

const LINGER_MS = 300;

const version = typeof BRINGUP_VERSION === "string" ? BRINGUP_VERSION : "0.0.0-source";
const actor = whoAsks();
const { signal, onInterrupt } = stopSignals();

const world: World = {
  version,
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal,
  onInterrupt,
  actor,
  readFile: readTypedFile,
  writeFile: (path, text) => writeWithMode(path, text, 0o644),
  writeSecretFile: (path, text) => writeWithMode(path, text, 0o600),
  openEngine,
  openHost,
  changeHost,
  ...(process.geteuid?.() === 0 && { measureDrive: measureStateDrive }),
  async runAgent(choice) {
    const { runAgent } = await import("../src/agent/index.ts");
    await runAgent({ ...choice, signal, version });
  },
  async openDrafts(choice) {
    const { openDrafts } = await import("./drafts.ts");
    return openDrafts(choice);
  },
  async runConsole(choice) {
    const { openConsole } = await import("./console.ts");
    return openConsole(choice, world);
  },
  async runInternal(name, args) {
    const { runInternal } = await import("./internal.ts");
    return runInternal(name, args);
  },
};

// It never rejects. Not awaited here, at the top level, which only the slower module format has.
void runCli(process.argv.slice(2), world).then((code) => {
  process.exitCode = code;
  // Should a forgotten timer or socket hold the process up, that is not the caller's loss.
  setTimeout(() => process.exit(), LINGER_MS).unref();
});

async function openEngine(choice: HostChoice, purpose: Purpose) {
  const agent = await import("../src/agent/index.ts");
  if (purpose === "watch") return agent.watchEngine({ ...choice, actor, signal });
  const how = { looksOnly: purpose === "look", onlyWhenAsked: purpose === "once" };
  return agent.openEngine({ ...choice, actor, version, ...how });
}

async function changeHost({ rehearse, root }: HostChoice): Promise<HostIO> {
  const { createMachineHost, createRootHost } = await import("../src/host/index.ts");
  if (rehearse) {
    const { BringupError } = await import("../src/errors/index.ts");
    throw new BringupError("USAGE", "nothing can be installed in a rehearsal");
  }
  return root === undefined ? createMachineHost() : createRootHost({ root });
}

/** The machine to look at: this one, a directory, or the practice host as it stands. */
async function openHost(choice: HostChoice): Promise<HostView> {
  const { createMachineHost, createRootHost } = await import("../src/host/index.ts");
  const machine = createMachineHost();
  if (choice.rehearse) {
    const [{ openSandbox }, { defaultStateDir }] = await Promise.all([
      import("../src/rehearsal/index.ts"),
      import("../src/agent/index.ts"),
    ]);
    return openSandbox(defaultStateDir(choice), machine);
  }
  return choice.root === undefined ? machine : createRootHost({ root: choice.root });
}

/** Where the store and the datastore of a cluster will write. */
async function measureStateDrive(options: { readonly signal: AbortSignal }) {
  const { measureDrive } = await import("../src/host/index.ts");
  return measureDrive("/var/lib", options);
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

/** The first signal asks to stop and leave things in order; the second one means at once. */
function stopSignals(): Pick<World, "signal"> & Required<Pick<World, "onInterrupt">> {
  const stopped = new AbortController();
  const listeners = new Set<() => void>();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      if (stopped.signal.aborted) process.exit(130);
      if (name === "SIGINT" && listeners.size > 0) for (const listener of listeners) listener();
      else stopped.abort();
    });
  }
  return {
    signal: stopped.signal,
    onInterrupt(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function whoAsks(): Actor {
  const { SUDO_USER, SSH_CONNECTION } = process.env;
  const address = SSH_CONNECTION?.split(" ")[0];
  const from = address === undefined ? "a local terminal" : `ssh from ${address}`;
  return { user: SUDO_USER ?? loginName(), from };
}

/** A container may run under a number without a name. */
function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.geteuid?.() ?? "unknown"}`;
  }
}

async function writeWithMode(path: string, text: string, mode: number): Promise<void> {
  const { createMachineHost } = await import("../src/host/index.ts");
  await createMachineHost().files.writeAtomic(path, text, { mode });
}
