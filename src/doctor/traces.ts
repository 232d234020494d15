import type { Fact } from "../engine/index.ts";

/** A trace in lines of a log, and how near to the end of it: what came last tells what is so now. */
export interface Trace {
  readonly line: string;
  /** It is among the last lines: nothing has got better since. */
  readonly isFresh: boolean;
}

const FRESH_LINES = 40;

/** The last line that matches; `undefined`: none does. */
export function traceIn(lines: readonly string[], pattern: RegExp): Trace | undefined {
  const at = lines.findLastIndex((line) => pattern.test(line));
  const line = lines[at];
  return line === undefined ? undefined : { line, isFresh: lines.length - at <= FRESH_LINES };
}

/** Of several logs those that can be read; a throw when none of them can, though some are there. */
export function readable(logs: readonly Fact<readonly string[]>[]): readonly string[] {
  const known = logs.flatMap((log) => (log.is === "known" ? [log.value] : []));
  const unread = logs.find((log) => log.is === "unknown");
  if (known.length === 0 && unread?.is === "unknown") throw new Error(unread.why);
  return known.flat();
}
