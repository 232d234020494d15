import { asBringupError, type BringupError, exitCodeOf } from "../errors/index.ts";
import { redact } from "../secrets/index.ts";
import { sanitize } from "../text/index.ts";
import { readConsoleCall } from "./console-call.ts";
import { quietWriter } from "./quiet-writer.ts";
import type { World } from "./world.ts";

/** Runs one command line and resolves with its exit code. Never throws, never exits by itself. */
export async function runCli(argv: readonly string[], world: World): Promise<number> {
  try {
    const [first, part, ...rest] = argv;
    // Parts of ourselves take their arguments as they are: `--version` is theirs, not ours.
    if (first === "internal") return await world.runInternal(part ?? "", rest);
    const forConsole = readConsoleCall(argv);
    // A dumb terminal gets questions and answers: the grammar's way to the console knows that.
    if (forConsole !== undefined && world.env.TERM !== "dumb")
      return await world.runConsole(forConsole);
    const { parseArguments } = await import("./program.ts");
    const parsed = await parseArguments(argv, world);
    if (parsed.is === "finished") return 0;
    const { command, call } = parsed;
    return (await command.run?.(call)) ?? 0;
  } catch (thrown) {
    const error = asBringupError(thrown);
    printError(error, argv, world);
    return exitCodeOf(error.kind);
  }
}

/** Code, message, hint: always all three. The trace only when it was asked for. */
function printError(error: BringupError, argv: readonly string[], { stderr }: World): void {
  const { code, kind, hint } = error;
  const write = quietWriter(stderr);
  const message = redact(sanitize(error.message));
  if (argv.includes("--json")) {
    write(`${JSON.stringify({ error: { code, kind, message, hint } })}\n`);
  } else {
    write(`bringup: ${message} (${code})\n${hint}\n`);
  }
  if (argv.includes("--verbose")) write(`${redact(traceOf(error))}\n`);
}

function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\nCaused by: ${traceOf(error.cause)}`;
}
