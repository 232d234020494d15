import type { Argv, CommandOutcome, HostIO } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { redact } from "../secrets/index.ts";
import { sanitize } from "../text/index.ts";

export interface ExecRequest {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Shown when the program is not installed. */
  readonly missingHint: string;
}

/** Runs a program that must succeed; each way of failing has its own code and sentence. */
export async function execChecked(host: HostIO, argv: Argv, request: ExecRequest): Promise<void> {
  const { timeoutMs, signal, missingHint } = request;
  const outcome = await host.exec(argv, { timeoutMs, signal });
  const line = argv.join(" ");
  switch (outcome.is) {
    case "exited":
      if (outcome.exitCode === 0) return;
      throw new BringupError(
        "COMMAND_FAILED",
        `${line}: exit code ${outcome.exitCode}${said(outcome)}`,
      );
    case "missing":
      throw new BringupError("COMMAND_MISSING", `${outcome.program} is not installed`, {
        hint: missingHint,
      });
    case "denied":
      throw new BringupError("COMMAND_DENIED", `${line}: ${outcome.why}`);
    case "timed-out":
      throw new BringupError("COMMAND_TIMED_OUT", `${line}: no end within ${outcome.afterMs} ms`);
    case "killed":
      signal.throwIfAborted();
      throw new BringupError("COMMAND_FAILED", `${line}: killed by ${outcome.by}`);
  }
}

/** Last line of what it said. */
function said(outcome: Extract<CommandOutcome, { is: "exited" }>): string {
  const text = outcome.stderr.trim() || outcome.stdout.trim();
  const last = text.split("\n").at(-1) ?? "";
  return last === "" ? "" : `, ${sanitize(redact(last)).slice(0, 200)}`;
}
