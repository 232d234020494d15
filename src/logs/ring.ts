import type { LogLine } from "../engine/index.ts";
import { createLineSplitter } from "./whole-lines.ts";

/** The last lines of a source, numbered from 1; older ones are let go. */
export interface LogRing {
  add(lines: readonly LogLine[]): void;
  /** Number of the oldest line there is; one more than `newest` while there is none. */
  readonly oldest: number;
  readonly newest: number;
  at(seq: number): LogLine | undefined;
}

const MOST_LINES = 2000;
const MOST_BYTES = 1024 ** 2;

export function createLogRing(): LogRing {
  let lines: LogLine[] = [];
  /** Of `lines`: those before it are gone, and cleared away some hundred at a time. */
  let start = 0;
  let oldest = 1;
  let bytes = 0;
  const split = createLineSplitter();

  function dropOldest(): void {
    bytes -= sizeOf(lines[start]);
    start += 1;
    oldest += 1;
    if (start < MOST_LINES) return;
    lines = lines.slice(start);
    start = 0;
  }

  return {
    add(added) {
      for (const line of split(added)) {
        lines.push(line);
        bytes += sizeOf(line);
        while (lines.length - start > MOST_LINES || bytes > MOST_BYTES) dropOldest();
      }
    },
    get oldest() {
      return oldest;
    },
    get newest() {
      return oldest + (lines.length - start) - 1;
    },
    at: (seq) => (seq < oldest ? undefined : lines[start + seq - oldest]),
  };
}

/** As it is held in memory: two bytes a character at most, and what stands beside it. */
const sizeOf = (line: LogLine | undefined): number => 64 + (line?.text.length ?? 0);
