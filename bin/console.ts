import { join } from "node:path";
import process from "node:process";
import type { HostChoice, OpenEngine, World } from "../src/cli/index.ts";
import { BringupError } from "../src/errors/index.ts";
import type { DraftKeeper } from "../src/session/index.ts";
import { openTerminal } from "../src/terminal/index.ts";

/** Exit codes of the console by the way it ended; 129 is what a shell says for a hang-up. */
const EXIT_CODES = { quit: 0, "hang-up": 129 } as const;

/**
 * Opens the console on this terminal. The first frame comes before everything else, and waits for
 * no answer; an engine that cannot be had ends the console, with the error in plain sight.
 */
export async function openConsole(
  choice: HostChoice,
  { openEngine, env }: Pick<World, "openEngine" | "env">,
): Promise<number> {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) {
    throw new BringupError("USAGE", "the console needs a terminal on input and output", {
      hint: "Without one use bringup status, or another command: see bringup --help.",
    });
  }
  const terminal = openTerminal({ stdin, stdout, env });
  const painted = Promise.withResolvers<void>();
  const opened = painted.promise.then(() => openEngine(choice, "act"));
  // Its failure is judged below, once there is a console to end.
  opened.catch(() => {});
  try {
    const { runConsole } = await import("../screens/app.tsx");
    const ended = runConsole({
      client: opened.then(({ client }) => client),
      terminal,
      drafts: lateDrafts(choice, painted.promise),
      readText: async (path) => (await openFiles()).readText(path),
      onPainted: painted.resolve,
    });
    const reason = await Promise.race([ended, opened.then(() => ended)]);
    return EXIT_CODES[reason];
  } finally {
    terminal.close();
    painted.reject(new Error("no frame was ever shown"));
    await closeOpened(opened);
  }
}

/** Waits for an engine that is still opening: what was started is also put away. */
async function closeOpened(opened: Promise<OpenEngine>): Promise<void> {
  const engine = await opened.catch(() => undefined);
  await engine?.close();
}

async function openFiles() {
  const { createMachineHost } = await import("../src/host/index.ts");
  return createMachineHost().files;
}

/** Drafts lie beside the store: they follow the host, not the person. */
function lateDrafts(choice: HostChoice, painted: Promise<void>): DraftKeeper {
  let opening: Promise<DraftKeeper> | undefined;
  const open = async () => {
    await painted;
    const [{ defaultStateDir }, { createDraftKeeper }, files] = await Promise.all([
      import("../src/agent/index.ts"),
      import("../src/session/index.ts"),
      openFiles(),
    ]);
    return createDraftKeeper(files, join(defaultStateDir(choice), "drafts.json"));
  };
  const keeper = () => {
    opening ??= open();
    return opening;
  };
  return {
    load: async () => (await keeper()).load(),
    save: async (drafts) => (await keeper()).save(drafts),
  };
}
