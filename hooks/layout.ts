/** A rectangle of the screen, in cells, counted from 0. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where things go on a screen of this size. Pure: the same cells always give the same places. */
export interface Layout {
  /** Cells of a line: one column is left free, so that no terminal wraps; never wider than reads well. */
  readonly width: number;
  /** Lines used: one is left free, so that nothing scrolls. */
  readonly height: number;
  /** Lines between the rule under the walk and the line of what is in progress. */
  readonly bodyRows: number;
  readonly isTooSmall: boolean;
  /** Side by side in the body, where there is room for two columns; the gap between them is `GAP`. */
  readonly main: Place;
  readonly side: Place | null;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export const NEEDED = { columns: 80, rows: 24 } as const;
const SIDE_NEEDS = { columns: 100, rows: 30 } as const;
/** Cells of a line on the widest screen: longer ones read badly. */
export const WIDEST = 120;
/** Of the width; the list beside it keeps what its rows need. */
const SIDE_SHARE = 0.38;
/** Between main and side: a line with a blank on each side of it. */
export const GAP = 3;
/** Who line, walk and rule. */
const ROWS_ABOVE = 3;
/** What is in progress, and the keys. */
const ROWS_BELOW = 2;

export function layoutOf(size: Size): Layout {
  const width = Math.max(1, Math.min(size.columns - 1, WIDEST));
  const height = Math.max(1, size.rows - 1);
  const isTooSmall = !holds(size, NEEDED);
  const body: Place = isTooSmall
    ? { left: 0, top: 0, width, height }
    : { left: 0, top: ROWS_ABOVE, width, height: height - ROWS_ABOVE - ROWS_BELOW };
  const places = holds(size, SIDE_NEEDS) ? split(body) : { main: body, side: null };
  return { width, height, bodyRows: body.height, isTooSmall, ...places };
}

function split(body: Place): Pick<Layout, "main" | "side"> {
  const sideWidth = Math.floor(body.width * SIDE_SHARE);
  const mainWidth = body.width - GAP - sideWidth;
  return {
    main: { ...body, width: mainWidth },
    side: { ...body, left: mainWidth + GAP, width: sideWidth },
  };
}

/** Room for the whole console, so that what is behind a window that is too small loses nothing. */
export function atLeastNeeded<T extends Size>(size: T): T {
  if (holds(size, NEEDED)) return size;
  const { columns, rows } = NEEDED;
  return { ...size, columns: Math.max(size.columns, columns), rows: Math.max(size.rows, rows) };
}

const holds = ({ columns, rows }: Size, needed: Size): boolean =>
  columns >= needed.columns && rows >= needed.rows;
