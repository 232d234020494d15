import type { Screen } from "../screen.ts";
import { STYLE } from "../screen.ts";

/** Who this is, the walk, and the title of the page with its state. */
const HEAD_ROWS = 3;

/**
 * Lines in the order in which a person on a slow line needs them: who, where and how it is, what is
 * highlighted, the keys, what is in progress, then the rest from the top. Rules wait with the rest.
 */
export function byImportance(wanted: Screen): readonly number[] {
  const known = KNOWN.get(wanted) ?? orderOf(wanted);
  KNOWN.set(wanted, known);
  return known;
}

/** A slow line is sent a picture in some thirty pieces, each of which begins with what matters most. */
const KNOWN = new WeakMap<Screen, readonly number[]>();

function orderOf(wanted: Screen): readonly number[] {
  const rows = Array.from({ length: wanted.rows }, (_, row) => row);
  const telling = rows.filter((row) => tells(wanted, row));
  const focused = telling.filter((row) => isFocused(wanted, row));
  return [...new Set([...telling.slice(0, HEAD_ROWS), ...focused, ...feet(telling), ...rows])];
}

/** The keys, and in the line right above them what is in progress. */
function feet(telling: readonly number[]): readonly number[] {
  const last = telling.at(-1) ?? 0;
  return telling.at(-2) === last - 1 ? [last, last - 1] : [last];
}

/** More than a line drawn across the page. */
function tells({ columns, glyphs }: Screen, row: number): boolean {
  const cells = glyphs.slice(row * columns, (row + 1) * columns);
  return cells.some((cell) => cell !== " " && cell !== "-" && cell !== "─");
}

/** Where something is typed, is reversed, or stands behind the mark of a list. */
function isFocused({ columns, glyphs, styles, cursor }: Screen, row: number): boolean {
  const start = row * columns;
  const isMarked = glyphs[start] === ">" && ((styles[start] ?? 0) & STYLE.bold) !== 0;
  if (isMarked || cursor?.row === row) return true;
  return styles.subarray(start, start + columns).some((style) => (style & STYLE.reverse) !== 0);
}
