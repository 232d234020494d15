import type { Screen } from "../screen.ts";

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
}

export function rowCells(shown: Screen, wanted: Screen, row: number): RowCells {
  const { columns } = wanted;
  const base = row * columns;
  const changed = changedCells(shown, wanted, row);
  const nextChanged = new Uint16Array(columns + 1).fill(columns);
  const nextVisible = new Uint16Array(columns + 1).fill(columns);
  const blankEnd = new Uint16Array(columns + 1).fill(columns);
  for (let column = columns - 1; column >= 0; column--) {
    const at = base + column;
    const isBlank = wanted.glyphs[at] === " " && wanted.styles[at] === 0;
    nextChanged[column] = changed[column] === 1 ? column : (nextChanged[column + 1] ?? columns);
    nextVisible[column] = isBlank ? (nextVisible[column + 1] ?? columns) : column;
    blankEnd[column] = isBlank ? (blankEnd[column + 1] ?? columns) : column;
  }
  return { row, columns, base, wanted, nextChanged, nextVisible, blankEnd };
}

export function isRowChanged(shown: Screen, wanted: Screen, row: number): boolean {
  const { columns } = wanted;
  for (let at = row * columns; at < (row + 1) * columns; at++)
    if (shown.glyphs[at] !== wanted.glyphs[at] || shown.styles[at] !== wanted.styles[at])
      return true;
  return false;
}

function changedCells(shown: Screen, wanted: Screen, row: number): Uint8Array {
  const { columns } = wanted;
  const base = row * columns;
  const changed = new Uint8Array(columns);
  let hasWide = false;
  for (let column = 0; column < columns; column++) {
    const at = base + column;
    if (shown.glyphs[at] === "" || wanted.glyphs[at] === "") hasWide = true;
    if (shown.glyphs[at] !== wanted.glyphs[at] || shown.styles[at] !== wanted.styles[at])
      changed[column] = 1;
  }
  if (hasWide) {
    // Half a wide glyph cannot be written, and writing on half of one spoils the other half.
    for (let column = 1; column < columns; column++)
      joinHalves(changed, column, [shown, wanted], base);
    for (let column = columns - 1; column > 0; column--)
      joinHalves(changed, column, [shown, wanted], base);
  }
  return changed;
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
