import { sanitize } from "../text/index.ts";
import type { CommandOutcome } from "./host/commands.ts";

/** Why a command did not do what it is for, half a sentence; `undefined` when it did. */
export function troubleIn(outcome: CommandOutcome): string | undefined {
  switch (outcome.is) {
    case "exited":
      return outcome.exitCode === 0 ? undefined : lastLine(outcome.stderr, outcome.exitCode);
    case "missing":
      return `${outcome.program} is not installed`;
    case "denied":
      return outcome.why;
    case "timed-out":
      return `no answer within ${outcome.afterMs / 1000} s`;
    case "killed":
      return `ended by ${outcome.by}`;
  }
}

/** Programs say what matters last. */
function lastLine(stderr: string, exitCode: number): string {
  const last = stderr.trim().split("\n").at(-1) ?? "";
  return sanitize(last).slice(0, 200) || `exit code ${exitCode}`;
}
