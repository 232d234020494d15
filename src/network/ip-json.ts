import { type Argv, type HostView, troubleIn } from "../engine/index.ts";

export type Json = Readonly<Record<string, unknown>>;

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

export function listIn(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function recordIn(value: unknown): Json {
  return isRecord(value) ? value : {};
}

export function textIn(record: Json, name: string): string | undefined {
  const value = record[name];
  return typeof value === "string" ? value : undefined;
}

export function numberIn(record: Json, name: string): number | undefined {
  const value = record[name];
  return typeof value === "number" ? value : undefined;
}

function isRecord(value: unknown): value is Json {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
