import type { Argv, CommandOutcome, ExecOptions } from "../engine/index.ts";
import { sanitize } from "../text/index.ts";

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

/** Calls a stand-in with what a real program would get; its output is capped and followed likewise. */
export async function callStandIn<H>(
  standIn: CommandStandIn<H>,
  base: { readonly argv: Argv; readonly host: H },
  given: Partial<ExecOptions>,
): Promise<CommandOutcome> {
  const { input, env, signal, maxOutputBytes = 1024 ** 2 } = given;
  if (signal?.aborted) return { is: "killed", by: "cancelled", stderr: "" };
  const outcome = await standIn({
    ...base,
    ...(input === undefined ? {} : { input }),
    ...(env === undefined ? {} : { env }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (outcome.is !== "exited") return outcome;
  const { stdout, stderr } = outcome;
  for (const line of [...linesOf(stdout), ...linesOf(stderr)]) given.onLine?.(sanitize(line));
  return {
    ...outcome,
    stdout: stdout.slice(0, maxOutputBytes),
    stderr: stderr.slice(-maxOutputBytes),
  };
}

function linesOf(output: string): readonly string[] {
  return output === "" ? [] : output.replace(/\n$/, "").split("\n");
}

export function programName(argv: Argv): string {
  return argv[0].slice(argv[0].lastIndexOf("/") + 1);
}
