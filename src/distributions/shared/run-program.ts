import type { Argv, RunContext } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { redact } from "../../secrets/index.ts";
import { sanitize } from "../../text/index.ts";

export interface ProgramRun {
  readonly timeoutMs: number;
  /** What to do when it fails. */
  readonly hint: string;
}

/** A program of the distribution that has to succeed; what it says counts as progress. No secrets in `argv`. */
export async function runProgram(
  argv: Argv,
  { timeoutMs, hint }: ProgramRun,
  { host, signal, report }: RunContext,
): Promise<void> {
  let last = "";
  const onLine = (line: string) => {
    last = shown(line);
    report({ evidence: last });
  };
  const outcome = await host.exec(argv, { timeoutMs, signal, onLine });
  if (outcome.is === "exited" && outcome.exitCode === 0) return;
  signal.throwIfAborted();
  const end = outcome.is === "exited" ? `exit code ${outcome.exitCode}` : outcome.is;
  const said = last === "" ? "" : `, ${last}`;
  throw new BringupError("COMMAND_FAILED", `${argv.slice(0, 3).join(" ")}: ${end}${said}`, {
    hint,
  });
}

function shown(line: string): string {
  return sanitize(redact(line)).slice(0, 200);
}
