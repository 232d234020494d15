import { type Argv, type HostView, troubleIn } from "../engine/index.ts";
import { type Json, listIn } from "../json/index.ts";

/** The records a program prints as JSON. Throws with the reason when it prints none. */
export async function recordsFrom(
  host: HostView,
  argv: Argv,
  signal?: AbortSignal,
): Promise<readonly Json[]> {
  const text = await printedBy(host, argv, signal);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.trim() === "" ? "[]" : text);
  } catch (cause) {
    throw new Error(`${argv[0]} printed something that is not JSON`, { cause });
  }
  // iproute2 prints empty records for what a filter left out.
  return listIn(parsed).filter((each) => Object.keys(each).length > 0);
}

/** What a program that only reads prints. Throws with the reason when it fails. */
export async function printedBy(host: HostView, argv: Argv, signal?: AbortSignal): Promise<string> {
  const limit = { timeoutMs: 10_000, ...(signal === undefined ? {} : { signal }) };
  const outcome = await host.probe(argv, limit);
  const trouble = troubleIn(outcome);
  if (outcome.is === "exited" && trouble === undefined) return outcome.stdout;
  throw new Error(`${argv[0]}: ${trouble}`);
}
