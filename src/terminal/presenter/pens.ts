import { styleOfBlank } from "../screen.ts";
import { attributeBytes } from "./attributes.ts";
import type { Capabilities } from "./capabilities.ts";
import type { RowCells } from "./row-cells.ts";
import { type Shift, spellingOf } from "./spelling.ts";

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

export function pensOf(
  cells: RowCells,
  before: { readonly style: number; readonly isShifted: boolean },
  capabilities: Capabilities,
): Pens {
  const { wanted, base, columns } = cells;
  const styles = [0];
  if (before.style !== 0) styles.push(before.style);
  const styleAt = new Uint16Array(columns);
  const shiftAt: Shift[] = [];
  const lengths = new Uint8Array(columns);
  for (let column = 0; column < columns; column++) {
    const style = wanted.styles[base + column] ?? 0;
    if (!styles.includes(style)) styles.push(style);
    styleAt[column] = styles.indexOf(style);
    const spelling = spellingOf(wanted.glyphs[base + column] ?? " ", capabilities);
    shiftAt.push(spelling.shift);
    lengths[column] = spelling.length;
  }
  const looks = styles.map(styleOfBlank);
  return {
    count: styles.length * 2,
    first: styles.indexOf(before.style) * 2 + (before.isShifted ? 1 : 0),
    costs: changeCosts(styles, capabilities),
    lengths,
    canErase: (pen) => looks[pen >> 1] === 0,
    penFor(pen, column) {
      const style = styleAt[column] ?? 0;
      const isBlank = wanted.glyphs[base + column] === " ";
      if (isBlank && looks[pen >> 1] === styles[style]) return pen;
      const shift = shiftAt[column];
      if (shift === "any") return style * 2 + (pen & 1);
      return style * 2 + (shift === "second" ? 1 : 0);
    },
  };
}

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
