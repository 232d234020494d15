import type { Screen } from "../screen.ts";
import { STYLE } from "../screen.ts";

/** Title and the state in the line below it. */
const HEAD_ROWS = 2;
/** What is in progress, and the keys. */
const FOOT_ROWS = 2;

/**
 * Lines in the order in which a person on a slow line needs them: title and state, where the focus
 * is, the bottom lines, then the rest from the top.
 */
export function byImportance(wanted: Screen): readonly number[] {
  const rows = Array.from({ length: wanted.rows }, (_, row) => row);
  const visible = rows.filter((row) => isVisible(wanted, row));
  const focused = rows.filter((row) => wanted.cursor?.row === row || hasReverse(wanted, row));
  return [
    ...new Set([...rows.slice(0, HEAD_ROWS), ...focused, ...visible.slice(-FOOT_ROWS), ...rows]),
  ];
}

function isVisible({ columns, glyphs }: Screen, row: number): boolean {
  for (let at = row * columns; at < (row + 1) * columns; at++) if (glyphs[at] !== " ") return true;
  return false;
}

function hasReverse({ columns, styles }: Screen, row: number): boolean {
  for (let at = row * columns; at < (row + 1) * columns; at++)
    if (((styles[at] ?? 0) & STYLE.reverse) !== 0) return true;
  return false;
}
