import type { HostView } from "../engine/index.ts";
import { redact } from "../secrets/index.ts";
import type { Signature } from "./driver.ts";

/** distributions.md 8.2: this invocation only, last 500 lines. */
const JOURNAL_LINES = 500;

/** The first known failure in these lines of the journal, newest line first. */
export function explain<S extends Signature>(
  signatures: readonly S[],
  lines: readonly string[],
): { readonly signature: S; readonly line: string } | undefined {
  for (const line of lines.toReversed()) {
    const text = line.toLowerCase();
    const signature = signatures.find(({ contains }) => text.includes(contains));
    if (signature !== undefined) return { signature, line };
  }
  return undefined;
}

/** What the journal of a unit says last: the cause, where it is a known one. */
export async function lastEvidence(
  host: HostView,
  unit: string,
  {
    signatures,
    signal,
  }: { readonly signatures: readonly Signature[]; readonly signal: AbortSignal },
): Promise<string | undefined> {
  const journal = await host.units.journal(unit, { lines: JOURNAL_LINES, signal });
  if (journal.is !== "known") return undefined;
  const explained = explain(signatures, journal.value);
  if (explained !== undefined) return `${explained.signature.cause} (${short(explained.line)})`;
  const last = journal.value.at(-1);
  return last === undefined ? undefined : short(last);
}

/** The message of a line of logrus, of etcd or of klog, without its time and level. */
export function short(line: string): string {
  const message =
    /\bmsg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1]?.replace(/\\(.)/g, "$1") ??
    /\b[IWEF]\d{4} [\d:.]+ +\d+ [\w.-]+:\d+\] (.*)$/.exec(line)?.[1];
  return redact(message ?? line).slice(0, 300);
}
