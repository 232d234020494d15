import type { LogItem } from "../hooks/log-tail.ts";
import { priorityMark } from "../src/logs/index.ts";
import { formatMoment } from "../src/quantity/index.ts";
import { oneCellEach } from "../src/text/index.ts";
import { type Span, strong, toned } from "./components/line.tsx";

export interface LogWindow {
  /** Lines and cells of each that there is room for. */
  readonly rows: number;
  readonly width: number;
  /** All cells together; on a slow line no picture is larger. */
  readonly mostCells: number;
  readonly isWrapped: boolean;
  /** Cells at the beginning of each text that are not shown, unless it is wrapped. */
  readonly shift: number;
  readonly nowMs: number;
}

type LogLineSpans = readonly Span[];

/** The last lines that there is room for, of items that end where the view stands. */
export function windowLines(items: readonly LogItem[], window: LogWindow): readonly LogLineSpans[] {
  const { rows, width, mostCells } = window;
  const lines: LogLineSpans[] = [];
  let cells = 0;
  for (const item of items.toReversed())
    for (const part of itemLines(item, window).toReversed()) {
      cells += Math.min(width, cellsOf(part));
      if (lines.length === rows || (lines.length > 0 && cells > mostCells)) return lines.reverse();
      lines.push(part);
    }
  return lines.reverse();
}

const cellsOf = (spans: LogLineSpans): number =>
  spans.reduce((sum, span) => sum + (typeof span === "string" ? span : span.text).length, 0);

function itemLines({ row, lines }: LogItem, window: LogWindow): readonly LogLineSpans[] {
  if (row === undefined) return [[strong(`+${lines} lines`)]];
  const { width, isWrapped, shift, nowMs } = window;
  const time = row.atMs === undefined ? "" : `${formatMoment(row.atMs, nowMs)} `;
  const mark = row.priority === undefined ? "" : `${priorityMark(row.priority)} `;
  const head: LogLineSpans = [time, mark === "" ? mark : toned(mark, toneOf(row.priority))];
  const text = oneCellEach(row.from === undefined ? row.text : `${row.from}: ${row.text}`);
  const room = width - cellsOf(head);
  if (!isWrapped) return [[...head, shift === 0 ? text : `<${text.slice(shift)}`]];
  const [first = "", ...rest] = broken(text, room);
  return [[...head, first], ...rest.map((part) => [" ".repeat(width - room) + part])];
}

function toneOf(priority = 6) {
  if (priority <= 3) return "fail";
  return priority === 4 ? "warn" : "plain";
}

/** Where the line is full, not between words: columns stay columns. */
function broken(text: string, width: number): readonly string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += width) parts.push(text.slice(at, at + width));
  return parts;
}
