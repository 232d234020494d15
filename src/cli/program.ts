import { type Command, CommanderError, Option, Command as Program } from "commander";
import { BringupError } from "../errors/index.ts";
import { nearest } from "../text/index.ts";
import type { Call, CliCommand } from "./command.ts";
import { COMMANDS } from "./commands/index.ts";
import { createOutput } from "./output.ts";
import { whyPlain } from "./plain/why-plain.ts";
import { quietWriter } from "./quiet-writer.ts";
import type { World } from "./world.ts";

export type Parsed =
  | { readonly is: "call"; readonly command: CliCommand; readonly call: Call }
  /** Help or version was printed. */
  | { readonly is: "finished" };

/** Turns arguments into one call; wrong ones throw `USAGE` with the nearest name that exists. */
export async function parseArguments(argv: readonly string[], world: World): Promise<Parsed> {
  let parsed: Parsed = { is: "finished" };
  const program = createProgram(world, (found) => {
    parsed = found;
  });
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode !== 0) throw usageError(thrown, argv);
  }
  return parsed;
}

function createProgram(world: World, onCall: (parsed: Parsed) => void): Command {
  const program = new Program("bringup")
    .description("Brings an edge host from bare Linux to a running Kubernetes node.")
    .version(world.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .option("--json", "results as JSON, events as JSON Lines")
    .option("--root <dir>", "treat a directory as the machine")
    .option("--rehearse", "work on a sandbox of your own; needs no root")
    .option("--state-dir <dir>", "folder of the store")
    .option("--plain", "the console as questions and answers, one line each")
    .option("--verbose", "print the trace of an error")
    .addHelpText("after", AFTER_HELP);
  const context: Context = { world, program, onCall, write: quietWriter(world.stdout) };
  quieten(program, context);
  program.allowExcessArguments(true).action(() => {
    if (program.args.length > 0) unknownCommand(program);
    report(context, CONSOLE, []);
  });
  for (const command of COMMANDS) addCommand(program, command, context);
  return program;
}

interface Context {
  readonly world: World;
  readonly program: Command;
  readonly onCall: (parsed: Parsed) => void;
  /** Help and version. */
  readonly write: (text: string) => void;
}

const AFTER_HELP = `
Without a command the full-screen console opens. With --plain it asks and
answers in lines: for pipes, scripts, screen readers, dumb terminals.
Exit codes: 0 done, 1 checked and not healthy, 2 input, 3 environment,
4 conflict, 5 blocked on a person, 70 a bug, 130 cancelled.`;

/** What `bringup` without a command means. */
const CONSOLE: CliCommand = {
  name: "console",
  summary: "Open the console",
  async run(call) {
    const why = whyPlain(call);
    if (why === undefined) return call.world.runConsole(call.choice);
    const { runPlain } = await import("./plain/index.ts");
    return runPlain(call, why);
  },
};

function addCommand(parent: Command, command: CliCommand, context: Context): void {
  const added = parent.command(command.name);
  added.summary(command.summary).description(`${command.summary}.`);
  added.helpOption("-h, --help", "print this help");
  quieten(added, context);
  added.allowExcessArguments(false);
  for (const { name, help } of command.args ?? []) added.argument(name, help);
  for (const option of command.options ?? []) added.addOption(optionOf(option));
  for (const inner of command.commands ?? []) addCommand(added, inner, context);
  if (command.commands !== undefined) added.helpCommand("help [command]", "print its help");
  if (command.run === undefined) return;
  added.action(() => report(context, command, added.args, added));
}

function optionOf(given: NonNullable<CliCommand["options"]>[number]): Option {
  const option = new Option(given.flags, given.help);
  if (given.required) option.makeOptionMandatory();
  if (given.choices) option.choices(given.choices);
  if (given.many) {
    option.default([], "none");
    option.argParser((value: string, before: readonly string[]) => [...before, value]);
  }
  return option;
}

/** Prints only what was asked for; errors are ours to print. */
function quieten(command: Command, { world, write }: Context): void {
  command.exitOverride().configureOutput({
    writeOut: write,
    writeErr: () => {},
    getOutHelpWidth: () => world.stdout.columns ?? 80,
    getOutHasColors: () => false,
  });
  command.showSuggestionAfterError(false);
}

function report(
  { world, program, onCall }: Context,
  command: CliCommand,
  args: readonly string[],
  from: Command = program,
): void {
  const options: Readonly<Record<string, unknown>> = from.optsWithGlobals();
  if (options.plain === true && command !== CONSOLE) {
    throw new BringupError("USAGE", "--plain is for the console alone", {
      hint: `bringup ${command.name} prints plain lines without it.`,
    });
  }
  const text = (name: string) => {
    const value = options[name];
    return typeof value === "string" ? value : undefined;
  };
  const [stateDir, root] = [text("stateDir"), text("root")];
  const call: Call = {
    world,
    out: createOutput(world, options.json === true),
    choice: {
      rehearse: options.rehearse === true,
      ...(stateDir !== undefined && { stateDir }),
      ...(root !== undefined && { root }),
    },
    args,
    text,
    texts(name) {
      const value = options[name];
      return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
    },
    flag: (name) => options[name] === true,
  };
  onCall({ is: "call", command, call });
}

function unknownCommand(program: Command): never {
  const [word = ""] = program.args;
  throw new CommanderError(2, "commander.unknownCommand", `unknown command ${word}`);
}

const PREFIX = /^error: /;

function usageError(error: CommanderError, argv: readonly string[]): BringupError {
  if (error.code === "commander.help") return missingCommand(argv, error);
  const message = error.message.replace(PREFIX, "").replaceAll("'", "");
  const hint = suggestion(message, argv) ?? `See bringup ${pathOf(argv)}--help.`;
  return new BringupError("USAGE", message, { hint, cause: error });
}

function missingCommand(argv: readonly string[], cause: unknown): BringupError {
  const path = pathOf(argv);
  return new BringupError("USAGE", `${path.trim()} needs one more word`, {
    hint: `See bringup ${path}--help.`,
    cause,
  });
}

/** The words that name commands, each followed by a blank: where the help should be asked for. */
function pathOf(argv: readonly string[]): string {
  return walk(argv)
    .names.map((name) => `${name} `)
    .join("");
}

/** As far as the words name commands, and what could be named next. */
function walk(argv: readonly string[]) {
  const names: string[] = [];
  let level: readonly CliCommand[] = COMMANDS;
  for (const word of argv) {
    const found = level.find((command) => command.name === word);
    if (found === undefined) continue;
    names.push(found.name);
    level = found.commands ?? [];
  }
  return { names, level };
}

function suggestion(message: string, argv: readonly string[]): string | undefined {
  const [, wrong] = /unknown (?:command|option) (\S+)/.exec(message) ?? [];
  if (wrong === undefined) return undefined;
  const close = wrong.startsWith("-") ? nearest(wrong, OPTION_NAMES) : nearCommand(wrong, argv);
  return close === undefined ? undefined : `Did you mean ${close}?`;
}

/** One that could stand there, by its name; one that stands elsewhere, as it is typed. */
function nearCommand(wrong: string, argv: readonly string[]): string | undefined {
  const { level } = walk(argv);
  const here = nearest(wrong, namesOf(level));
  if (here !== undefined) return here;
  const elsewhere = [{ name: "", commands: COMMANDS }, ...COMMANDS].flatMap(
    ({ name, commands = [] }) =>
      commands.map((command) => ({ name: command.name, path: `${name} ${command.name}`.trim() })),
  );
  const near = nearest(wrong, namesOf(elsewhere));
  const found = elsewhere.find(({ name }) => name === near);
  return found && `bringup ${found.path}`;
}

const namesOf = (named: readonly { readonly name: string }[]) => named.map(({ name }) => name);

const EVERY_COMMAND = COMMANDS.flatMap((command) => [command, ...(command.commands ?? [])]);
const OPTION_NAMES = [
  ...new Set([
    ...[
      "--json",
      "--root",
      "--rehearse",
      "--state-dir",
      "--plain",
      "--verbose",
      "--help",
      "--version",
    ],
    ...EVERY_COMMAND.flatMap(({ options = [] }) =>
      options.flatMap(({ flags }) => flags.match(/--[a-z-]+/) ?? []),
    ),
  ]),
];
