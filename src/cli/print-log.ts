import type { HostView, LogLine, LogRequest } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import {
  createLineSplitter,
  followLog,
  type LogEntry,
  type LogRead,
  type LogRow,
  priorityMark,
  readRing,
  rowOf,
} from "../logs/index.ts";
import { oneCellEach } from "../text/index.ts";
import type { Call } from "./command.ts";
import { stamp } from "./render-activity.ts";

/** What of a log is wanted. */
export interface LogAsked {
  /** So many of the last ones. */
  readonly lines: number;
  /** Nothing older, wall time. */
  readonly sinceMs?: number;
  readonly matches?: (text: string) => boolean;
  /** Nothing less grave, as syslog counts; 7 is all. */
  readonly priority?: number;
}

export interface PrintLog extends LogAsked {
  readonly host: HostView;
  readonly entry: LogEntry;
}

/** Lines that are looked through where only some of them are wanted. */
const LOOKED_THROUGH = 20_000;

/** The last lines of a log or, when asked, those that come too. */
export async function printLog(call: Call, asked: PrintLog): Promise<void> {
  const isPerson = call.world.stdout.isTTY === true && !call.out.json;
  if (call.flag("follow")) return isPerson ? followPaced(call, asked) : followWhole(call, asked);
  for (const row of await lastRows(asked, call.world.signal)) printRow(call, asked.entry, row);
}

async function lastRows(asked: PrintLog, signal: AbortSignal): Promise<readonly LogRow[]> {
  const last: LogRow[] = [];
  await readLines(asked, { until: "now", signal, ...reachOf(asked) }, (rows) => {
    last.push(...rows);
    last.splice(0, last.length - asked.lines);
  });
  return last;
}

/** Until the end, or the signal. */
async function readLines(
  asked: PrintLog,
  how: Omit<LogRequest, "source">,
  take: (rows: readonly LogRow[]) => void,
): Promise<void> {
  const { host, entry } = asked;
  const opened = await host.logs.open({ source: entry.source, ...how });
  if (opened.is !== "known")
    throw unreadable(entry, opened.is === "absent" ? "it is gone" : opened.why);
  const rows = rowsIn(asked);
  try {
    for (let batch = await opened.value.next(); ; batch = await opened.value.next()) {
      if (batch.is === "ended" && batch.why !== undefined) throw unreadable(entry, batch.why);
      if (batch.is === "ended") return;
      take(rows(batch.lines));
    }
  } finally {
    await opened.value.close();
  }
}

/** For a program that reads: every line, at the pace at which it takes them. */
async function followWhole(call: Call, asked: PrintLog): Promise<void> {
  const { lines, sinceMs, entry } = asked;
  const signal = AbortSignal.any([call.world.signal, call.out.readerGone]);
  const since = sinceMs === undefined ? {} : { sinceMs };
  await readLines(asked, { until: "closed", signal, lines, ...since }, (rows) => {
    for (const row of rows) printRow(call, entry, row);
  });
}

/** How far back it is read: where only some lines are wanted, further. */
function reachOf({ matches, priority, lines, sinceMs }: PrintLog) {
  const isPicky = matches !== undefined || priority !== undefined;
  return {
    lines: isPicky ? Math.max(lines, LOOKED_THROUGH) : lines,
    ...(sinceMs === undefined ? {} : { sinceMs }),
  };
}

function unreadable({ id }: LogEntry, why: string): BringupError {
  return new BringupError("FILE_UNREADABLE", `the log ${id} cannot be read: ${why}`, {
    hint: "Try sudo bringup logs.",
  });
}

function rowsIn({ matches, priority = 7 }: PrintLog): (lines: readonly LogLine[]) => LogRow[] {
  const split = createLineSplitter();
  let seq = 0;
  return (lines) =>
    split(lines).flatMap((line) => {
      seq += 1;
      if ((line.priority ?? 0) > priority) return [];
      const row = rowOf(seq, line, []);
      return matches === undefined || matches(`${row.from ?? ""} ${row.text}`) ? [row] : [];
    });
}

/** At a terminal no more than a person can read, and what was left out is counted. */
const AT_ONCE = 40;
const FIRST = 1000;
const PAUSE_MS = 250;

async function followPaced(call: Call, asked: PrintLog): Promise<void> {
  const { host, entry, lines } = asked;
  const signal = AbortSignal.any([call.world.signal, call.out.readerGone]);
  const log = followLog(host, entry.source, reachOf(asked));
  try {
    await log.ready;
    const first = Math.min(lines, FIRST);
    let after = printRead(call, asked, readRing(log.ring, { ...chosen(asked), max: first }));
    while (!signal.aborted && log.ended === undefined) {
      if (log.ring.newest === after) await log.changed(signal);
      after = printRead(call, asked, readRing(log.ring, { ...chosen(asked), after, max: AT_ONCE }));
      await host.clock.sleep(PAUSE_MS, signal).catch(() => undefined);
    }
    if (log.ended !== undefined && !signal.aborted) throw unreadable(entry, log.ended);
  } finally {
    await log.close();
  }
}

function chosen({ matches, priority }: PrintLog) {
  return {
    ...(matches === undefined ? {} : { matches }),
    ...(priority === undefined ? {} : { priority }),
  };
}

function printRead(call: Call, { entry }: PrintLog, { missed, rows, newest }: LogRead): number {
  if (missed > 0) call.out.line(`+${missed} lines`);
  for (const row of rows) printRow(call, entry, row);
  return newest;
}

function printRow({ out }: Call, { id }: LogEntry, row: LogRow): void {
  const { seq: _, ...shown } = row;
  out.object({ log: id, ...shown });
  out.line(logLine(row));
}

/** `2026-11-20 12:41:07 ERR  kubelet[812]: text` */
function logLine({ atMs, priority, from, text }: LogRow): string {
  const time = atMs === undefined ? [] : [stamp(atMs)];
  const mark = priority === undefined ? [] : [priorityMark(priority)];
  const who = from === undefined ? [] : [`${from}:`];
  return oneCellEach([...time, ...mark, ...who, text].join(" "));
}
