import { type LogRow, rowOf } from "./log-row.ts";
import type { Matcher } from "./pattern.ts";
import type { LogRing } from "./ring.ts";

export interface LogQuestion {
  /** Only lines after it; absent: the last ones there are. */
  readonly after?: number;
  readonly max: number;
  readonly matches?: Matcher;
  /** Nothing less grave; lines without a priority are kept. */
  readonly priority?: number;
  /** Secrets that are known by their value. */
  readonly values?: readonly string[];
}

export interface LogRead {
  /** Oldest first. */
  readonly rows: readonly LogRow[];
  /** Lines that came since and are not among `rows`, for there were too many. */
  readonly missed: number;
  /** The number to ask with again. */
  readonly newest: number;
}

/** Of one answer, so that nobody waits for it on the socket. */
const MOST_BYTES = 256 * 1024;
/** What a row takes beside its text. */
const ROW_BYTES = 128;
/** A character takes up to three. */
const sizeOf = ({ text }: LogRow): number => ROW_BYTES + 3 * text.length;

/** The newest lines that are asked for, at most `max`; what had to be left out is counted. */
export function readRing(ring: LogRing, question: LogQuestion): LogRead {
  const { after, max } = question;
  const first = Math.max((after ?? 0) + 1, ring.oldest);
  const rows: LogRow[] = [];
  let bytes = 0;
  let missed = after === undefined ? 0 : first - (after + 1);
  for (let seq = ring.newest; seq >= first; seq -= 1) {
    const isFull = rows.length >= max || bytes > MOST_BYTES;
    if (isFull && after === undefined) break;
    const seen = isFull ? countOf(ring, seq, question) : rowAt(ring, seq, question);
    if (typeof seen === "number") missed += seen;
    else if (seen !== undefined) {
      rows.push(seen);
      bytes += sizeOf(seen);
    }
  }
  return { rows: rows.reverse(), missed, newest: ring.newest };
}

function rowAt(ring: LogRing, seq: number, question: LogQuestion): LogRow | undefined {
  const { priority = 7, matches, values = [] } = question;
  const line = ring.at(seq);
  if (line === undefined || (line.priority ?? 0) > priority) return undefined;
  const row = rowOf(seq, line, values);
  return matches === undefined || matches(`${row.from ?? ""} ${row.text}`) ? row : undefined;
}

/** Nothing is made of a line that is only counted, unless its words decide. */
function countOf(ring: LogRing, seq: number, question: LogQuestion): 0 | 1 {
  if (question.matches !== undefined) return rowAt(ring, seq, question) === undefined ? 0 : 1;
  return (ring.at(seq)?.priority ?? 0) > (question.priority ?? 7) ? 0 : 1;
}
