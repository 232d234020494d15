import type { Screen } from "../screen.ts";
import type { Capabilities } from "./capabilities.ts";
import { isTabStop } from "./moves.ts";

/** One line of the picture as the search for the shortest way through it needs it. */
export interface RowCells {
  readonly row: number;
  readonly columns: number;
  /** Index of the line's first cell. */
  readonly base: number;
  readonly wanted: Screen;
  /** First cell at or behind this one that has to be written; `columns` where there is none. */
  readonly nextChanged: Uint16Array;
  /** The same, if the line were blank from here on. */
  readonly nextVisible: Uint16Array;
  /** End of the run of plain blanks that starts here; the cell itself where none does. */
  readonly blankEnd: Uint16Array;
  /**
   * Where there is next something to decide: in the middle of cells that are all alike there is nothing
   * that could not be decided at their first or, once its attributes are in force, second one as well.
   */
  readonly nextStop: Uint16Array;
}

/** Valid until the next call: one line is looked at a time, and fresh tables would cost more than that. */
export function rowCells(
  shown: Screen,
  wanted: Screen,
  row: number,
  capabilities: Capabilities,
): RowCells {
  const { columns } = wanted;
  if (tables.changed.length <= columns) tables = tablesOf(columns + 1);
  const { changed, nextChanged, nextVisible, blankEnd, nextStop } = tables;
  const base = row * columns;
  markChanged(changed, [shown, wanted], base, columns);
  nextChanged[columns] = columns;
  nextVisible[columns] = columns;
  blankEnd[columns] = columns;
  for (let column = columns - 1; column >= 0; column--) {
    const at = base + column;
    const isBlank = wanted.glyphs[at] === " " && wanted.styles[at] === 0;
    nextChanged[column] = changed[column] === 1 ? column : (nextChanged[column + 1] ?? columns);
    nextVisible[column] = isBlank ? (nextVisible[column + 1] ?? columns) : column;
    blankEnd[column] = isBlank ? (blankEnd[column + 1] ?? columns) : column;
  }
  markStops({ changed, nextStop }, wanted, base, capabilities);
  return { row, columns, base, wanted, nextChanged, nextVisible, blankEnd, nextStop };
}

function markStops(
  { changed, nextStop }: Pick<typeof tables, "changed" | "nextStop">,
  wanted: Screen,
  base: number,
  { tabs, lines }: Capabilities,
): void {
  const { columns, glyphs, styles } = wanted;
  let alike = 0;
  let from = 0;
  for (let column = 1; column < columns; column++) {
    const at = base + column;
    const isAlike =
      changed[column] === changed[column - 1] &&
      styles[at] === styles[at - 1] &&
      (glyphs[at] === " ") === (glyphs[at - 1] === " ") &&
      // Of a wide glyph, or in another set of characters.
      glyphs[at] !== "" &&
      glyphs[at + 1] !== "" &&
      lines !== "dec" &&
      !(tabs && isTabStop(column)) &&
      column < columns - 1;
    alike = isAlike ? alike + 1 : 0;
    if (alike > 1) continue;
    nextStop.fill(column, from, column);
    from = column;
  }
  nextStop.fill(columns, from, columns + 1);
}

function tablesOf(size: number) {
  return {
    changed: new Uint8Array(size),
    nextChanged: new Uint16Array(size),
    nextVisible: new Uint16Array(size),
    blankEnd: new Uint16Array(size),
    nextStop: new Uint16Array(size),
  };
}

let tables = tablesOf(0);

export function isRowChanged(shown: Screen, wanted: Screen, row: number): boolean {
  const { columns } = wanted;
  for (let at = row * columns; at < (row + 1) * columns; at++)
    if (shown.glyphs[at] !== wanted.glyphs[at] || shown.styles[at] !== wanted.styles[at])
      return true;
  return false;
}

function markChanged(
  changed: Uint8Array,
  [shown, wanted]: readonly [Screen, Screen],
  base: number,
  columns: number,
): void {
  let hasWide = false;
  for (let column = 0; column < columns; column++) {
    const at = base + column;
    const glyph = shown.glyphs[at];
    if (glyph === "" || wanted.glyphs[at] === "") hasWide = true;
    const isSame = glyph === wanted.glyphs[at] && shown.styles[at] === wanted.styles[at];
    changed[column] = isSame ? 0 : 1;
  }
  if (!hasWide) return;
  // Half a wide glyph cannot be written, and writing on half of one spoils the other half.
  for (let column = 1; column < columns; column++)
    joinHalves(changed, column, [shown, wanted], base);
  for (let column = columns - 1; column > 0; column--)
    joinHalves(changed, column, [shown, wanted], base);
}

function joinHalves(
  changed: Uint8Array,
  right: number,
  sheets: readonly Screen[],
  base: number,
): void {
  if (changed[right] === changed[right - 1]) return;
  if (sheets.every(({ glyphs }) => glyphs[base + right] !== "")) return;
  changed[right] = 1;
  changed[right - 1] = 1;
}
