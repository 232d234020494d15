import type { Argv, CommandOutcome } from "../engine/index.ts";

/** One run of a stand-in program. */
export interface CommandCall<H> {
  readonly argv: Argv;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The machine it runs on, with everything it may change there. */
  readonly host: H;
  readonly signal?: AbortSignal;
}

/** A program as a function; stand-ins cite the documented behaviour they replay. */
export type CommandStandIn<H> = (call: CommandCall<H>) => CommandOutcome | Promise<CommandOutcome>;

/** Keyed by the name of the program without its folder. */
export type CommandTable<H> = Readonly<Record<string, CommandStandIn<H>>>;

/** The outcome of a program that ran to its end. */
export function exited(
  stdout: string,
  rest: { readonly exitCode?: number; readonly stderr?: string } = {},
): CommandOutcome {
  return { is: "exited", exitCode: rest.exitCode ?? 0, stdout, stderr: rest.stderr ?? "" };
}

export function programName(argv: Argv): string {
  return argv[0].slice(argv[0].lastIndexOf("/") + 1);
}
