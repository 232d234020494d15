import {
  ABSENT,
  type Argv,
  type CommandOutcome,
  type Fact,
  type HostView,
  known,
  unknown,
} from "../engine/index.ts";

/** What a program that only reads printed; absent: it is not installed. */
export async function commandText(
  host: HostView,
  argv: Argv,
  signal: AbortSignal,
): Promise<Fact<string>> {
  const outcome = await host.probe(argv, { timeoutMs: 4000, signal });
  if (outcome.is === "missing") return ABSENT;
  if (outcome.is === "exited" && (outcome.exitCode === 0 || foundNothing(outcome)))
    return known(outcome.stdout);
  const why = {
    exited: "it ended with an error",
    denied: "it was refused",
    "timed-out": "no answer within 4 s",
    killed: "it was stopped",
  }[outcome.is];
  return unknown(`${argv[0]}: ${why}`);
}

/** As grep(1) does: without a word, and with 1 where nothing matched. Newer journalctl too. */
function foundNothing({ exitCode, stdout, stderr }: Exited): boolean {
  return exitCode === 1 && stdout === "" && stderr === "";
}

type Exited = Extract<CommandOutcome, { is: "exited" }>;
