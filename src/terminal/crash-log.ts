import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { redact, redactText } from "../secrets/index.ts";

export interface CrashLog {
  /** Where to try, best first. */
  readonly folders: readonly string[];
  /** Lines above the trace: version, device. */
  readonly about: readonly string[];
  readonly atMs: number;
}

const KEPT = 10;

/**
 * Writes what is known of a crash, without secrets, for its owner alone; the ten newest are kept.
 * Resolves with the path, or `undefined` where no folder takes it: a full disk is no second crash.
 */
export function writeCrashLog(
  thrown: unknown,
  { folders, about, atMs }: CrashLog,
): string | undefined {
  const at = new Date(atMs).toISOString();
  const name = `console-${at.replaceAll(/[-:.Z]/g, "")}-${process.pid}.log`;
  const text = redactText(redact([`at ${at}`, ...about, "", traceOf(thrown), ""].join("\n")));
  for (const folder of folders) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(join(folder, name), text, { mode: 0o600, flag: "wx" });
      removeOldest(folder);
      return join(folder, name);
    } catch {
      // The next folder, then.
    }
  }
  return undefined;
}

/** The names hold the time, so that their order is that of the crashes. */
function removeOldest(folder: string): void {
  const logs = readdirSync(folder).filter((name) => /^console-.*\.log$/.test(name));
  for (const old of logs.toSorted().slice(0, -KEPT)) rmSync(join(folder, old), { force: true });
}

function traceOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const own = thrown.stack ?? thrown.message;
  return thrown.cause === undefined ? own : `${own}\nCaused by: ${traceOf(thrown.cause)}`;
}
