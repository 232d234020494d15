import type { Screen } from "../screen.ts";
import type { Capabilities } from "./capabilities.ts";
import { clearing, HIDE_CURSOR, SHOW_CURSOR } from "./clearing.ts";
import { createHead, type Head } from "./head.ts";
import { byImportance } from "./importance.ts";
import type { Place } from "./moves.ts";
import { paintRow } from "./paint-row.ts";
import { DOWNWARDS, type Prelude, preludesFor } from "./preludes.ts";
import { isRowChanged } from "./row-cells.ts";
import { blankSheet, copyOf, type Sheet, type Shown, targetOf } from "./sheet.ts";

export interface DifferenceOptions {
  /** Stop after about this many bytes, most important lines first; the rest is for the next call. */
  readonly budgetBytes?: number;
  /** Nothing else can have written since the last call: the cursor is where it was left. */
  readonly isContinuation?: boolean;
  /** Where not everything fits: this line before all others. */
  readonly firstRow?: number;
}

export interface Difference {
  readonly bytes: string;
  /** What the device shows once it got them. */
  readonly shown: Shown;
  readonly isWhole: boolean;
  /** Lines that are not as wanted yet. */
  readonly leftRows: readonly number[];
}

/**
 * The fewest bytes this device understands that turn what it shows (`undefined`: anything) into what
 * is wanted. They end in plain attributes and the first character set, and never make it scroll.
 */
export function difference(
  shown: Shown | undefined,
  wanted: Screen,
  capabilities: Capabilities,
  options: DifferenceOptions = {},
): Difference {
  const job = jobOf(shown, wanted, capabilities, options);
  if (shown !== undefined && isShownAlready(shown, job))
    return { bytes: "", shown, isWhole: true, leftRows: [] };
  const { budgetBytes = LIMITLESS } = options;
  const { head, prelude } = shortest(job, budgetBytes);
  if (head.length() <= budgetBytes)
    return {
      bytes: head.bytes(),
      shown: shownBy(head, job, wanted.cursor),
      isWhole: true,
      leftRows: [],
    };
  const part = partOf(job, prelude, options);
  return {
    bytes: part.bytes(),
    shown: shownBy(part, job, undefined),
    isWhole: false,
    leftRows: changedRows(part.sheet, job.target),
  };
}

/** Where others write as well, even staying where the cursor is would cost a move. */
function isShownAlready(shown: Shown, { before, target, wanted, opening }: Job): boolean {
  const isSameCursor =
    shown.cursor?.row === wanted.cursor?.row && shown.cursor?.column === wanted.cursor?.column;
  return isSameCursor && opening === "" && changedRows(before, target).length === 0;
}

interface Job {
  readonly before: Screen;
  readonly start: Place | undefined;
  /** Sent before anything else. */
  readonly opening: string;
  readonly isCursorVisible: boolean;
  readonly wanted: Screen;
  readonly target: Sheet;
  readonly capabilities: Capabilities;
}

function jobOf(
  shown: Shown | undefined,
  wanted: Screen,
  capabilities: Capabilities,
  { isContinuation = false }: DifferenceOptions,
): Job {
  const { columns, rows } = wanted;
  const common = { wanted, target: targetOf(wanted), capabilities };
  if (shown === undefined || shown.columns !== columns || shown.rows !== rows)
    return {
      ...common,
      before: blankSheet(columns, rows),
      start: { row: 0, column: 0 },
      opening: clearing(capabilities),
      isCursorVisible: false,
    };
  const hides = shown.isCursorVisible && wanted.cursor === undefined;
  return {
    ...common,
    before: shown,
    start: capabilities.isShared && !isContinuation ? undefined : shown.at,
    opening: hides ? HIDE_CURSOR : "",
    isCursorVisible: shown.isCursorVisible && !hides,
  };
}

interface Attempt {
  readonly head: Head;
  readonly prelude: Prelude;
}

/**
 * Tries what could be short, and keeps what is; an attempt that is not shorter any more is given up.
 * Where all ways begin alike, so is one that does not fit: its beginning is made anew, in another order.
 */
function shortest(job: Job, budgetBytes: number): Attempt {
  const { before, target, capabilities } = job;
  let best: Attempt | undefined;
  const ways = preludesFor(before, target, capabilities);
  const enough = ways.every(({ run }) => run === DOWNWARDS.run) ? budgetBytes + 1 : LIMITLESS;
  for (const prelude of ways) {
    const head = begin(job, prelude);
    const most = Math.min(best?.head.length() ?? LIMITLESS, enough);
    const rows = changedRows(head.sheet, target);
    if (prelude.order === "upwards") rows.reverse();
    for (const row of rows) {
      if (head.length() >= most) break;
      paintRow(head, { wanted: target, row }, capabilities, LIMITLESS);
    }
    finish(head, job);
    if (best === undefined || head.length() < most) best = { head, prelude };
  }
  if (best === undefined) throw new Error("no way was tried");
  return best;
}

const LIMITLESS = Number.POSITIVE_INFINITY;

function begin(job: Job, prelude: Prelude): Head {
  const head = createHead(copyOf(job.before), job.start, job.capabilities);
  head.send(job.opening);
  prelude.run(head);
  return head;
}

function partOf(job: Job, prelude: Prelude, options: DifferenceOptions): Head {
  const { target, wanted, capabilities } = job;
  const { budgetBytes = LIMITLESS, firstRow } = options;
  const head = begin(job, prelude);
  const order = byImportance(wanted);
  for (const row of firstRow === undefined ? order : new Set([firstRow, ...order])) {
    if (head.length() >= budgetBytes) break;
    if (isRowChanged(head.sheet, target, row))
      paintRow(head, { wanted: target, row }, capabilities, budgetBytes);
  }
  head.plain();
  return head;
}

function changedRows(sheet: Screen, target: Sheet): number[] {
  const rows: number[] = [];
  for (let row = 0; row < target.rows; row++) if (isRowChanged(sheet, target, row)) rows.push(row);
  return rows;
}

function finish(head: Head, { wanted, capabilities, isCursorVisible }: Job): void {
  head.plain();
  if (wanted.cursor === undefined) return;
  head.moveTo(wanted.cursor);
  if (capabilities.cursorHiding && !isCursorVisible) head.send(SHOW_CURSOR);
}

function shownBy(head: Head, job: Job, cursor: Screen["cursor"]): Shown {
  const { cursorHiding } = job.capabilities;
  return {
    ...head.sheet,
    at: head.place(),
    isCursorVisible: cursorHiding && (cursor !== undefined || job.isCursorVisible),
    ...(cursor === undefined ? {} : { cursor }),
  };
}
