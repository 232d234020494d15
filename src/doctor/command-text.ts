import { ABSENT, type Argv, type Fact, type HostView, known, unknown } from "../engine/index.ts";

/** What a program that only reads printed; absent: it is not installed. */
export async function commandText(
  host: HostView,
  argv: Argv,
  signal: AbortSignal,
): Promise<Fact<string>> {
  const outcome = await host.probe(argv, { timeoutMs: 4000, signal });
  if (outcome.is === "missing") return ABSENT;
  if (outcome.is === "exited" && outcome.exitCode === 0) return known(outcome.stdout);
  const why = {
    exited: "it ended with an error",
    denied: "it was refused",
    "timed-out": "no answer within 4 s",
    killed: "it was stopped",
  }[outcome.is];
  return unknown(`${argv[0]}: ${why}`);
}
