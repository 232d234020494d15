import type { LogLine } from "../engine/index.ts";
import { formatBytes } from "../quantity/index.ts";
import { redact } from "../secrets/index.ts";
import { sanitize } from "../text/index.ts";

/** One line as it may be shown: one line, no control characters, no secrets. */
export interface LogRow {
  /** Counts the lines of a source since it was opened. */
  readonly seq: number;
  readonly atMs?: number;
  /** 0 is an emergency, 7 is for debugging. */
  readonly priority?: number;
  /** `sshd[812]`. */
  readonly from?: string;
  readonly text: string;
}

/** Made when it is asked for: of a flood most lines never are. */
export function rowOf(seq: number, line: LogLine, values: readonly string[]): LogRow {
  const { atMs, priority, identifier, pid, cutBytes } = line;
  const cut = cutBytes === undefined ? "" : ` [${formatBytes(cutBytes)} cut]`;
  const process = pid === undefined ? "" : `[${pid}]`;
  const from = identifier === undefined ? "" : sanitize(identifier) + process;
  return {
    seq,
    ...(atMs === undefined ? {} : { atMs }),
    ...(priority === undefined ? {} : { priority }),
    ...(from === "" ? {} : { from }),
    text: redact(sanitize(line.text), values) + cut,
  };
}
