import type { Output } from "./output.ts";
import type { HostChoice, World } from "./world.ts";

/** One command, in one file, as one line of the list in `commands/index.ts`. */
export interface CliCommand {
  readonly name: string;
  /** One line in the help, without a full stop. */
  readonly summary: string;
  /** As commander writes them: `<id>`, `[id]`, `[words...]`. */
  readonly args?: readonly ArgumentHelp[];
  readonly options?: readonly OptionHelp[];
  readonly commands?: readonly CliCommand[];
  /** Resolves with the exit code; nothing means 0. Heavy parts are imported in here. */
  run?(call: Call): Promise<number | undefined>;
}

interface ArgumentHelp {
  readonly name: string;
  readonly help: string;
}

interface OptionHelp {
  /** `-f, --file <path>`. */
  readonly flags: string;
  readonly help: string;
  /** May be given several times; its value is a list. */
  readonly many?: true;
  readonly required?: true;
  readonly choices?: readonly string[];
}

/** One invocation, parsed. */
export interface Call {
  readonly world: World;
  readonly out: Output;
  readonly choice: HostChoice;
  readonly args: readonly string[];
  /** Value of an option by its camel-case name. */
  text(option: string): string | undefined;
  texts(option: string): readonly string[];
  flag(option: string): boolean;
}
