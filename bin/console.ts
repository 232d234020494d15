import process from "node:process";
import { setTimeout } from "node:timers/promises";
import type { ExitReason, Greeting } from "../screens/app.tsx";
import type { HostChoice, OpenEngine, World } from "../src/cli/index.ts";
import { BringupError } from "../src/errors/index.ts";
import type { DraftKeeper } from "../src/session/index.ts";
import { loadKeyboardLayout, openTerminal } from "../src/terminal/index.ts";
import type { AfterCrash } from "./after-crash.ts";
import type { QuietHeap } from "./quiet-heap.ts";
import { createStation, type Stage } from "./station.ts";
import { youngHeapForKeys } from "./young-heap.ts";

/**
 * Exit codes of the console by the way it ended; 129 is what a shell says for a hang-up. The two
 * above 70 are for the unit of a station and for its login: packaging/station.
 */
const EXIT_CODES = {
  quit: 0,
  "take-control": 0,
  "hang-up": 129,
  "log-in": 75,
  idle: 76,
} as const satisfies Readonly<Record<ExitReason, number>>;

/** A bug, as everywhere on the command line. */
const CRASHED = 70;
/** Screens that crashed may take this long to save what was typed, milliseconds. */
const SAVE_MS = 2000;

type Ended =
  | { readonly is: "left"; readonly reason: ExitReason }
  | { readonly is: "crashed"; readonly thrown: unknown };

/** Opens the console on this terminal, and again after a crash, with what was typed. */
export async function openConsole(choice: HostChoice, world: ConsoleWorld): Promise<number> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new BringupError("USAGE", "the console needs a terminal on input and output", {
      hint: "Without one use bringup --plain, or another command: see bringup --help.",
    });
  }
  const station = createStation(world.env);
  let afterCrash: AfterCrash | undefined;
  for (let greeting: Greeting | undefined; ; ) {
    const ended = await openOnce(choice, world, { greeting, stage: station.stage() });
    if (ended.is === "left") {
      greeting = undefined;
      if (station.goesOnAfter(ended.reason)) continue;
      return EXIT_CODES[ended.reason];
    }
    afterCrash ??= (await import("./after-crash.ts")).createAfterCrash(choice, world);
    const { isAgain, logPath } = await afterCrash(ended.thrown);
    if (!isAgain) return CRASHED;
    greeting = crashNotice(logPath);
  }
}

type ConsoleWorld = Pick<World, "openEngine" | "env" | "signal" | "version">;

function crashNotice(logPath: string | undefined): Greeting {
  const text = "The console crashed and was started again";
  return { level: "warn", code: "CONSOLE_CRASHED", text, hint: `Log: ${logPath ?? "none"}` };
}

/**
 * The first frame comes before everything else, and waits for no answer; an engine that cannot be
 * had ends the console, with the error in plain sight.
 */
async function openOnce(
  choice: HostChoice,
  { openEngine, env, signal }: ConsoleWorld,
  { greeting, stage }: { readonly greeting: Greeting | undefined; readonly stage: Stage },
): Promise<Ended> {
  const { stdin, stdout } = process;
  const terminal = openTerminal({ stdin, stdout, env });
  const uncaught = watchUncaught();
  const painted = Promise.withResolvers<void>();
  const keepHeapYoung = youngHeapForKeys();
  let quietHeap: QuietHeap | undefined;
  const opened = painted.promise.then(() => openEngine(choice, stage === "view" ? "watch" : "act"));
  // Its failure is judged below, once there is a console to end.
  const failed = opened.then(() => new Promise<never>(() => {}));
  failed.catch(() => {});
  const quiet = opened.then(async () => (await import("./quiet-heap.ts")).collectWhenQuiet());
  quiet.then(
    (heap) => {
      quietHeap = heap;
    },
    () => {},
  );
  try {
    // A signal that came before the terminal was watched.
    if (signal.aborted) return { is: "left", reason: "hang-up" };
    const { runConsole } = await import("../screens/app.tsx");
    const screens = runConsole({
      client: opened.then(({ client }) => client),
      terminal,
      drafts: lateDrafts(choice, painted.promise),
      readText: async (path) => (await openFiles()).readText(path),
      onPainted: painted.resolve,
      onKey() {
        keepHeapYoung();
        quietHeap?.onKey();
      },
      ...(greeting === undefined ? {} : { greeting }),
      ...(stage === undefined ? {} : { station: stage }),
      ...(terminal.profile().kind === "vt" ? { loadLayout: loadKeyboardLayout } : {}),
    }).then<Ended, Ended>(
      (reason) => ({ is: "left", reason }),
      (thrown) => ({ is: "crashed", thrown }),
    );
    const ended = await Promise.race([screens, uncaught.crashed, failed]);
    terminal.close();
    if (ended.is === "crashed") terminal.hangUp();
    await Promise.race([screens, setTimeout(SAVE_MS, undefined, { ref: false })]);
    return ended;
  } finally {
    uncaught.forget();
    quietHeap?.stop();
    terminal.close();
    painted.reject(new Error("no frame was ever shown"));
    await closeOpened(opened);
  }
}

/** An error nobody caught ends the screens, not the process. Rejections count as well. */
function watchUncaught() {
  const { promise: crashed, resolve } = Promise.withResolvers<Ended>();
  const onUncaught = (thrown: unknown) => resolve({ is: "crashed", thrown });
  process.on("uncaughtException", onUncaught);
  return { crashed, forget: () => process.off("uncaughtException", onUncaught) };
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

/** Drafts are looked for only once something is on the screen. */
function lateDrafts(choice: HostChoice, painted: Promise<void>): DraftKeeper {
  let opening: Promise<DraftKeeper> | undefined;
  const keeper = () => {
    opening ??= painted.then(async () => (await import("./drafts.ts")).openDrafts(choice));
    return opening;
  };
  return {
    load: async () => (await keeper()).load(),
    save: async (drafts) => (await keeper()).save(drafts),
  };
}
