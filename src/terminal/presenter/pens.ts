import { styleOfBlank } from "../screen.ts";
import { attributeBytes } from "./attributes.ts";
import type { Capabilities } from "./capabilities.ts";
import type { RowCells } from "./row-cells.ts";
import { spellingOf } from "./spelling.ts";

/**
 * The attributes and character sets a line needs, numbered: an even pen writes in the first set of
 * characters, the odd one behind it the same in the second. Pens 0 and 1 are plain.
 */
export interface Pens {
  readonly count: number;
  /** The pen the line is begun with. */
  readonly first: number;
  /** Bytes to change from one pen to another, at `from * count + to`. */
  readonly costs: Uint8Array;
  /** The pen a cell is to be written with, and its bytes then. */
  readonly penFor: (pen: number, column: number) => number;
  readonly lengths: Uint8Array;
  /** Plain to look at on a blank: what a device may fill erased cells with. */
  readonly canErase: (pen: number) => boolean;
}

/** Valid until the next call, as the line it is for. */
export function pensOf(
  cells: RowCells,
  before: { readonly style: number; readonly isShifted: boolean },
  capabilities: Capabilities,
): Pens {
  const { wanted, base, columns } = cells;
  const styles = [0];
  if (before.style !== 0) styles.push(before.style);
  if (lengthTable.length < columns) lengthTable = new Uint8Array(columns);
  const lengths = lengthTable;
  for (let column = 0; column < columns; column++) {
    const style = wanted.styles[base + column] ?? 0;
    if (!styles.includes(style)) styles.push(style);
    lengths[column] = spellingOf(wanted.glyphs[base + column] ?? " ", capabilities).length;
  }
  const looks = styles.map(styleOfBlank);
  return {
    count: styles.length * 2,
    first: styles.indexOf(before.style) * 2 + (before.isShifted ? 1 : 0),
    costs: changeCosts(styles, capabilities),
    lengths,
    canErase: (pen) => looks[pen >> 1] === 0,
    penFor(pen, column) {
      const glyph = wanted.glyphs[base + column] ?? " ";
      const style = wanted.styles[base + column] ?? 0;
      if (glyph === " " && looks[pen >> 1] === style) return pen;
      const { shift } = spellingOf(glyph, capabilities);
      const inFirst = styles.indexOf(style) * 2;
      if (shift === "any") return inFirst + (pen & 1);
      return inFirst + (shift === "second" ? 1 : 0);
    },
  };
}

let lengthTable = new Uint8Array(0);

function changeCosts(styles: readonly number[], capabilities: Capabilities): Uint8Array {
  const count = styles.length * 2;
  const costs = new Uint8Array(count * count);
  for (const [one, from] of styles.entries())
    for (const [other, to] of styles.entries()) {
      const length = attributeBytes(from, to, capabilities).length;
      costs[one * 2 * count + other * 2] = length;
      costs[one * 2 * count + other * 2 + 1] = length + 1;
      costs[(one * 2 + 1) * count + other * 2] = length + 1;
      costs[(one * 2 + 1) * count + other * 2 + 1] = length;
    }
  return costs;
}
