import type { HostView, LogLine } from "../engine/index.ts";
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
import type { LogAsked } from "./commands/logs.ts";
import { stamp } from "./render-activity.ts";

export interface PrintLog extends LogAsked {
  readonly host: HostView;
  readonly entry: LogEntry;
}

/** Lines that are looked through where only some of them are wanted. */
const LOOKED_THROUGH = 20_000;

/** The last lines of a log or, when asked, those that come too. */
export async function printLog(call: Call, asked: PrintLog): Promise<void> {
  if (call.flag("follow")) return follow(call, asked);
  for (const row of await lastRows(asked, call.world.signal)) printRow(call, asked.entry, row);
}

async function lastRows(asked: PrintLog, signal: AbortSignal): Promise<readonly LogRow[]> {
  const { host, entry, lines } = asked;
  const { source } = entry;
  const opened = await host.logs.open({ source, until: "now", signal, ...reachOf(asked) });
  if (opened.is !== "known")
    throw unreadable(entry, opened.is === "absent" ? "it is gone" : opened.why);
  const rows = rowsIn(asked);
  const last: LogRow[] = [];
  try {
    for (let batch = await opened.value.next(); ; batch = await opened.value.next()) {
      if (batch.is === "ended" && batch.why !== undefined) throw unreadable(entry, batch.why);
      if (batch.is === "ended") return last;
      last.push(...rows(batch.lines));
      last.splice(0, last.length - lines);
    }
  } finally {
    await opened.value.close();
  }
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
const PAUSE_MS = 250;
const WHOLE = 1000;

async function follow(call: Call, asked: PrintLog): Promise<void> {
  const { host, entry, lines } = asked;
  const signal = AbortSignal.any([call.world.signal, call.out.readerGone]);
  const most = call.world.stdout.isTTY === true && !call.out.json ? AT_ONCE : WHOLE;
  const log = followLog(host, entry.source, reachOf(asked));
  try {
    await log.ready;
    let after = printRead(call, asked, readRing(log.ring, { ...chosen(asked), max: lines }));
    while (!signal.aborted && log.ended === undefined) {
      // A reader that is slower than the log holds up the program, not its memory.
      if (log.ring.newest === after) await log.changed(signal);
      after = printRead(call, asked, readRing(log.ring, { ...chosen(asked), after, max: most }));
      if (most === AT_ONCE) await host.clock.sleep(PAUSE_MS, signal).catch(() => undefined);
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
