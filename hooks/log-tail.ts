import type { LogPage, LogRow } from "../src/logs/index.ts";

/** A line of a log on its way to the screen, or so many that were too many to be given. */
export interface LogItem {
  /** Counts what this console was given; a scrolled view stands at one. */
  readonly at: number;
  /** Lines it stands for: one, or those that are only counted. */
  readonly lines: number;
  /** Of all that was given up to and with this one. */
  readonly total: number;
  readonly row?: LogRow;
}

/** What a console has of one log. */
export interface LogTail {
  /** The last of all that was given, oldest first. */
  readonly items: readonly LogItem[];
  /** What a view that follows shows: on a slow line less than there is. */
  readonly shown: readonly LogItem[];
  /** The last one that `shown` answers for. */
  readonly upTo: number;
  /** Bytes that may be sent now without asking. */
  readonly credit: number;
  readonly atMs: number;
  readonly cursor?: string;
  readonly ended?: string;
}

/** How fast a view that follows may change by itself; absent: as it comes. */
export interface Pace {
  readonly bytesPerSecond: number;
  /** Cells of a line. */
  readonly width: number;
}

const MOST_ITEMS = 2000;
/** More than any screen has lines. */
const MOST_SHOWN = 100;
/** Scrolling by a line, and going there. */
const LINE_BYTES = 16;
const COUNT_BYTES = LINE_BYTES + 12;
/** A quarter of a large screen, most of a small one. */
const MOST_AT_ONCE = 14;
const MOST_CREDIT = 300;

export function emptyTail(nowMs: number): LogTail {
  return { items: [], shown: [], upTo: 0, credit: 0, atMs: nowMs };
}

/** With what was answered to the last question; the same one where nothing changed. */
export function withPage(tail: LogTail, page: LogPage): LogTail {
  const { rows, missed, cursor, isAnew } = page;
  const ended = page.ended === undefined ? {} : { ended: page.ended };
  const { ended: _, ...rest } = tail;
  if (rows.length === 0 && missed === 0 && !isAnew)
    return tail.cursor === cursor && tail.ended === page.ended
      ? tail
      : { ...rest, cursor, ...ended };
  const counted = missed === 0 ? [] : [{ lines: missed }];
  const given = [...counted, ...rows.map((row) => ({ lines: 1, row }))];
  const { at: before, total: linesBefore } = tail.items.at(-1) ?? { at: 0, total: 0 };
  let total = linesBefore;
  const fresh = given.map((item, index) => {
    total += item.lines;
    return { at: before + 1 + index, total, ...item };
  });
  const items = [...(isAnew ? [] : tail.items), ...fresh].slice(-MOST_ITEMS);
  // What was there when it was opened is one picture, however long.
  const first = isAnew ? { shown: items.slice(-MOST_SHOWN), upTo: before + given.length } : {};
  return { ...rest, items, cursor, ...first, ...ended };
}

/** Moves what a following view shows as far as the line is fast; the same one where nothing moves. */
export function advanceTail(tail: LogTail, nowMs: number, pace: Pace | undefined): LogTail {
  const fresh = tail.items.filter(({ at }) => at > tail.upTo);
  const upTo = tail.items.at(-1)?.at ?? tail.upTo;
  if (pace === undefined && fresh.length === 0) return tail;
  if (pace === undefined)
    return { ...tail, upTo, shown: last([...tail.shown, ...readable(fresh)]) };
  const earned = (Math.max(0, nowMs - tail.atMs) / 1000) * pace.bytesPerSecond;
  const credit = Math.min(MOST_CREDIT, tail.credit + earned);
  if (fresh.length === 0) return credit === tail.credit ? tail : { ...tail, credit, atMs: nowMs };
  const { taken, bytes } = affordable(fresh, credit, pace.width);
  if (taken.length === 0) return { ...tail, credit, atMs: nowMs };
  const shown = last([...tail.shown, ...taken]);
  return { ...tail, shown, upTo, credit: credit - bytes, atMs: nowMs };
}

/** What is there now is one picture, however slow the line is: somebody asked for it. */
export function atItsEnd(tail: LogTail): LogTail {
  const upTo = tail.items.at(-1)?.at ?? tail.upTo;
  return { ...tail, shown: last(tail.items), upTo };
}

const last = (items: readonly LogItem[]) => items.slice(-MOST_SHOWN);

/** More than comes into view at once are counted, so that nobody takes them for all there were. */
function readable(fresh: readonly LogItem[]): readonly LogItem[] {
  return fresh.length <= MOST_AT_ONCE ? fresh : counted(fresh, fresh.length - MOST_AT_ONCE + 1);
}

/** The first ones as one item, the others as they are. */
function counted(fresh: readonly LogItem[], first: number): readonly LogItem[] {
  const left = fresh.slice(0, first);
  const before = left.at(-1);
  if (before === undefined) return fresh;
  const lines = left.reduce((sum, item) => sum + item.lines, 0);
  return [{ at: before.at, total: before.total, lines }, ...fresh.slice(first)];
}

/** The newest that can be paid for, and before them how many cannot. */
function affordable(fresh: readonly LogItem[], credit: number, width: number) {
  const costs = fresh.map(({ row }) =>
    row === undefined ? COUNT_BYTES : LINE_BYTES + Math.min(width, row.text.length + 30),
  );
  const whole = costs.reduce((sum, cost) => sum + cost, 0);
  if (whole <= credit) return { taken: fresh, bytes: whole };
  let bytes = COUNT_BYTES;
  let first = fresh.length;
  while (first > 0 && bytes + (costs[first - 1] ?? 0) <= credit) {
    first -= 1;
    bytes += costs[first] ?? 0;
  }
  return first === fresh.length ? { taken: [], bytes: 0 } : { taken: counted(fresh, first), bytes };
}

/** A view that stands still: what it has is not let go, however much comes. */
export interface Stand {
  readonly items: readonly LogItem[];
  /** The last item it shows. */
  readonly at: number;
}

/** What can be looked back at from there, and what came since. */
export function fromStand(tail: LogTail, stand: Stand) {
  const held = stand.items.at(-1)?.at ?? 0;
  const all = [...stand.items, ...tail.items.filter(({ at }) => at > held)];
  const above = all.filter(({ at }) => at <= stand.at);
  const newest = all.at(-1)?.total ?? 0;
  return { all, above, newLines: newest - (above.at(-1)?.total ?? newest) };
}
