import { join } from "node:path";
import process from "node:process";
import type { HostChoice, World } from "../src/cli/index.ts";
import { BringupError } from "../src/errors/index.ts";
import { openTerminal } from "../src/terminal/index.ts";

/** Exit codes of the console by the way it ended; 129 is what a shell says for a hang-up. */
const EXIT_CODES = { quit: 0, "hang-up": 129 } as const;

/**
 * Opens the console on this terminal. Engine and screens load side by side, and the first frame
 * waits for neither; an engine that cannot be had ends it with the error in plain sight.
 */
export async function openConsole(
  choice: HostChoice,
  { openEngine, env }: Pick<World, "openEngine" | "env">,
): Promise<number> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new BringupError("USAGE", "the console needs a terminal on input and output", {
      hint: "Without one use bringup status, or another command: see bringup --help.",
    });
  }
  const { stdin, stdout } = process;
  const terminal = openTerminal({ stdin, stdout, env });
  const opening = openEngine(choice);
  const failed = opening.then(
    () => new Promise<never>(() => {}),
    (thrown: unknown) => {
      throw thrown;
    },
  );
  try {
    const [{ runConsole }, files] = await Promise.all([import("../screens/app.tsx"), openFiles()]);
    const ended = runConsole({
      client: opening.then(({ client }) => client),
      terminal,
      drafts: await openDrafts(choice),
      readText: (path) => files.readText(path),
    });
    return EXIT_CODES[await Promise.race([ended, failed])];
  } finally {
    terminal.close();
    await opening.then((engine) => engine.close()).catch(() => {});
  }
}

async function openFiles() {
  const { createMachineHost } = await import("../src/host/index.ts");
  return createMachineHost().files;
}

/** Beside the store, so that they follow the host and not the person. */
async function openDrafts(choice: HostChoice) {
  const [{ defaultStateDir }, { createDraftKeeper }, files] = await Promise.all([
    import("../src/agent/index.ts"),
    import("../src/session/index.ts"),
    openFiles(),
  ]);
  return createDraftKeeper(files, join(defaultStateDir(choice), "drafts.json"));
}
