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
  /** From one pen that can come to be in force to the next: 2 where a device has one set only. */
  readonly step: number;
  /** The pen the line is begun with. */
  readonly first: number;
  /** Bytes to change from one pen to another, at `from * count + to`. */
  readonly costs: Uint8Array;
  /** Bytes of all cells before each one, written with their pens. */
  readonly bytesBefore: Uint16Array;
  /** The pen a cell is to be written with. */
  penFor(pen: number, column: number): number;
  /** Plain to look at on a blank: what a device may fill erased cells with. */
  canErase(pen: number): boolean;
}

/** Valid until the next call, as the line it is for. */
export function pensOf(
  cells: RowCells,
  before: { readonly style: number; readonly isShifted: boolean },
  capabilities: Capabilities,
): Pens {
  linePens.read(cells, before, capabilities);
  return linePens;
}

/** What `sets` has for a cell; 0 and 1 are what is added to the first of its two pens. */
const EITHER = 2;
const SETS: Readonly<Record<Shift, number>> = { first: 0, second: 1, any: EITHER };

/** One line is looked at a time: tables for each would cost more than what is read from them. */
class LinePens implements Pens {
  count = 0;
  step = 1;
  first = 0;
  costs = new Uint8Array(0);
  bytesBefore = new Uint16Array(0);
  #styles: number[] = [];
  /** What of a style is to be seen on a blank. */
  #looks: number[] = [];
  #styleAt = new Uint16Array(0);
  #sets = new Uint8Array(0);
  #isBlank = new Uint8Array(0);

  read(
    { wanted, base, columns }: RowCells,
    before: { readonly style: number; readonly isShifted: boolean },
    capabilities: Capabilities,
  ): void {
    if (this.bytesBefore.length <= columns) this.#makeRoom(columns);
    this.#styles.length = 0;
    this.#looks.length = 0;
    this.#add(0);
    this.first = this.#indexOf(before.style) * 2 + (before.isShifted ? 1 : 0);
    let bytes = 0;
    let style = 0;
    let index = 0;
    for (let column = 0; column < columns; column++) {
      const glyph = wanted.glyphs[base + column] ?? " ";
      const { length, shift } = spellingOf(glyph, capabilities);
      this.bytesBefore[column] = bytes;
      bytes += length;
      this.#sets[column] = SETS[shift];
      this.#isBlank[column] = glyph === " " ? 1 : 0;
      if (wanted.styles[base + column] !== style) {
        style = wanted.styles[base + column] ?? 0;
        index = this.#indexOf(style);
      }
      this.#styleAt[column] = index;
    }
    this.bytesBefore[columns] = bytes;
    this.count = this.#styles.length * 2;
    this.step = capabilities.lines === "dec" ? 1 : 2;
    this.#reckonChanges(capabilities);
  }

  penFor(pen: number, column: number): number {
    const index = this.#styleAt[column] ?? 0;
    if (this.#isBlank[column] === 1 && this.#looks[pen >> 1] === this.#styles[index]) return pen;
    const set = this.#sets[column] ?? EITHER;
    return index * 2 + (set === EITHER ? pen & 1 : set);
  }

  canErase(pen: number): boolean {
    return this.#looks[pen >> 1] === 0;
  }

  #makeRoom(columns: number): void {
    this.bytesBefore = new Uint16Array(columns + 1);
    this.#styleAt = new Uint16Array(columns);
    this.#sets = new Uint8Array(columns);
    this.#isBlank = new Uint8Array(columns);
  }

  #indexOf(style: number): number {
    const index = this.#styles.indexOf(style);
    return index >= 0 ? index : this.#add(style);
  }

  #add(style: number): number {
    this.#looks.push(styleOfBlank(style));
    return this.#styles.push(style) - 1;
  }

  #styleOf(pen: number): number {
    return this.#styles[pen >> 1] ?? 0;
  }

  #reckonChanges(capabilities: Capabilities): void {
    const { count } = this;
    if (this.costs.length < count * count) this.costs = new Uint8Array(count * count);
    for (let from = 0; from < count; from += 2)
      for (let to = 0; to < count; to += 2) {
        const { length } = attributeBytes(this.#styleOf(from), this.#styleOf(to), capabilities);
        this.costs[from * count + to] = length;
        this.costs[from * count + to + 1] = length + 1;
        this.costs[(from + 1) * count + to] = length + 1;
        this.costs[(from + 1) * count + to + 1] = length;
      }
  }
}

const linePens = new LinePens();
