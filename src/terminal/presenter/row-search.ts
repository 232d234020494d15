// Over 100 lines: one search over one table, its moves side by side.
import type { Capabilities } from "./capabilities.ts";
import { eraseBytes, type Head } from "./head.ts";
import { forwardCost, moveBytes, nextTabStop } from "./moves.ts";
import { type Pens, pensOf } from "./pens.ts";
import type { RowCells } from "./row-cells.ts";

/** One thing to do on the way through a line. */
export interface RowStep {
  readonly do: "go" | "tab" | "write" | "erase-cells" | "erase-to-start" | "erase-to-end";
  /** Column of the cursor meanwhile; of its destination for `go`. */
  readonly column: number;
  /** Where the cursor is wanted next; the number of columns where nothing follows. */
  readonly next: number;
}

/**
 * The cheapest way to turn one line into the wanted one: for each column, pen and whether the rest
 * of the line has been erased, the fewest bytes to get there. So moving competes with writing over
 * what is right already, erasing with writing blanks, and attributes count where they change.
 */
export function searchRow(
  cells: RowCells,
  head: Head,
  capabilities: Capabilities,
): readonly RowStep[] {
  const pens = pensOf(cells, { style: head.style(), isShifted: head.isShifted() }, capabilities);
  const search = new RowSearch(cells, pens, capabilities);
  search.enter(head);
  return search.cheapest();
}

const UNREACHED = 0x7fffffff;
/** As the device shows it, and with everything behind the cursor erased. */
const LAYERS = [0, 1] as const;
const WRITE = 1;
const GO = 2;
const ERASE_CELLS = 3;
const ERASE_TO_END = 4;
const ENTER = 5;
const ENTER_ERASING = 6;
const TAB = 7;
const DOING: Readonly<Record<number, RowStep["do"]>> = {
  [WRITE]: "write",
  [TAB]: "tab",
  [ERASE_CELLS]: "erase-cells",
  [ERASE_TO_END]: "erase-to-end",
};
/** Bytes of EL in its two forms. */
const TO_END_COST = 3;
const TO_START_COST = 4;
/** Fewer blanks than this are written sooner than any erasing is said. */
const LEAST_ERASED = 4;
/** Cells before the first change that may be written over to come there by a shorter move. */
const LEAD = 4;

function tableOf(size: number) {
  return {
    cost: new Int32Array(size),
    from: new Int32Array(size),
    how: new Uint8Array(size),
  };
}

/** One line is searched at a time: a table for each would cost more than the search. */
let table = tableOf(0);

class RowSearch {
  readonly #cells: RowCells;
  readonly #pens: Pens;
  readonly #capabilities: Capabilities;
  readonly #cost: Int32Array;
  readonly #from: Int32Array;
  readonly #how: Uint8Array;
  readonly #layerSize: number;

  constructor(cells: RowCells, pens: Pens, capabilities: Capabilities) {
    const size = (cells.columns + 1) * pens.count;
    this.#cells = cells;
    this.#pens = pens;
    this.#capabilities = capabilities;
    this.#layerSize = size;
    if (table.cost.length < size * 2) table = tableOf(size * 2);
    table.cost.fill(UNREACHED, 0, size * 2);
    this.#cost = table.cost;
    this.#from = table.from;
    this.#how = table.how;
  }

  /** From where the cursor is into the line. */
  enter(head: Head): void {
    const { row, nextChanged, columns } = this.#cells;
    const first = nextChanged[0] ?? columns;
    const place = head.place();
    const costTo = (column: number) => moveBytes(place, { row, column }, this.#capabilities).length;
    for (const column of [0, place?.column ?? first, first]) {
      if (column > first || column < first - LEAD || this.#widthAt(column - 1) === 2) continue;
      this.#reach(this.#state(0, column, this.#pens.first), costTo(column), 0, ENTER);
    }
    this.#enterErasing(costTo);
  }

  #enterErasing(costTo: (column: number) => number): void {
    const { nextChanged, blankEnd, columns } = this.#cells;
    const end = blankEnd[0] ?? 0;
    const first = nextChanged[0] ?? columns;
    if (!this.#capabilities.eraseToStart || end - first < LEAST_ERASED || end === columns) return;
    const next = nextChanged[end] ?? columns;
    const [pen, reset] = this.#erasingPen(this.#pens.first);
    const cost = costTo(end - 1) + reset + TO_START_COST + this.#goCost(end - 1, next);
    this.#reach(this.#state(0, next, pen), cost, 0, ENTER_ERASING);
  }

  cheapest(): readonly RowStep[] {
    let best = UNREACHED;
    let end = -1;
    for (let column = this.#leastColumn(); column <= this.#cells.columns; column++)
      for (const layer of LAYERS)
        for (let pen = 0; pen < this.#pens.count; pen++) {
          const state = this.#state(layer, column, pen);
          const cost = this.#cost[state] ?? UNREACHED;
          if (cost >= best) continue;
          const whole = this.#pass(state, { column, layer, pen, cost });
          if (whole >= best) continue;
          best = whole;
          end = state;
        }
    return this.#stepsTo(end);
  }

  /** No way into the line leads further to the left. */
  #leastColumn(): number {
    return Math.max(0, (this.#cells.nextChanged[0] ?? 0) - LEAD);
  }

  /** Goes on from a state; where the line is finished there, says what the whole way costs. */
  #pass(state: number, at: State): number {
    if (this.#nextOf(at.layer, at.column) < this.#cells.columns) {
      this.#leave(state, at);
      return UNREACHED;
    }
    // What comes behind is likely plain.
    return at.cost + (this.#pens.costs[at.pen * this.#pens.count] ?? 0);
  }

  #nextOf(layer: number, column: number): number {
    const { nextChanged, nextVisible, columns } = this.#cells;
    return (layer === 0 ? nextChanged : nextVisible)[column] ?? columns;
  }

  #leave(state: number, at: State): void {
    const { column, layer, pen, cost } = at;
    const { count, costs, lengths, penFor } = this.#pens;
    const next = this.#nextOf(layer, column);
    const stop = nextTabStop(column);
    if (this.#capabilities.tabs && stop <= next)
      this.#reach(this.#state(layer, stop, pen), cost + 1, state, TAB);
    if (next > column) {
      const go = cost + this.#goCost(column, next);
      this.#reach(this.#state(layer, next, pen), go, state, GO);
    }
    if (this.#mayWrite(column)) {
      const other = penFor(pen, column);
      const write = cost + (costs[pen * count + other] ?? 0) + (lengths[column] ?? 1);
      const behind = column + this.#widthAt(column);
      this.#reach(this.#state(layer, behind, other), write, state, WRITE);
    }
    if (layer === 0) this.#erase(state, at);
  }

  #erase(state: number, { column, pen, cost }: State): void {
    const { nextChanged, blankEnd, columns } = this.#cells;
    const [plain, reset] = this.#erasingPen(pen);
    this.#reach(this.#state(1, column, plain), cost + reset + TO_END_COST, state, ERASE_TO_END);
    const end = blankEnd[column] ?? column;
    if (!this.#capabilities.eraseCells || end - column < LEAST_ERASED) return;
    const next = nextChanged[end] ?? columns;
    const erased = cost + reset + eraseBytes(end - column).length + this.#goCost(column, next);
    this.#reach(this.#state(0, next, plain), erased, state, ERASE_CELLS);
  }

  /** The pen to erase with, and the bytes to change to it. */
  #erasingPen(pen: number): readonly [pen: number, cost: number] {
    const { canErase, costs, count } = this.#pens;
    if (canErase(pen)) return [pen, 0];
    return [pen & 1, costs[pen * count + (pen & 1)] ?? 0];
  }

  #goCost(from: number, to: number): number {
    const { columns } = this.#cells;
    return to === columns || to === from ? 0 : forwardCost(from, to, this.#capabilities);
  }

  /** A glyph in the very last cell would scroll the screen on some devices. */
  #mayWrite(column: number): boolean {
    const { row, columns, wanted } = this.#cells;
    return row < wanted.rows - 1 || column < columns - 1 || wanted.glyphs.length === 1;
  }

  #widthAt(column: number): number {
    const { wanted, base, columns } = this.#cells;
    return column + 1 < columns && wanted.glyphs[base + column + 1] === "" ? 2 : 1;
  }

  #state(layer: 0 | 1, column: number, pen: number): number {
    return layer * this.#layerSize + column * this.#pens.count + pen;
  }

  #reach(state: number, cost: number, from: number, how: number): void {
    if (cost >= (this.#cost[state] ?? UNREACHED)) return;
    this.#cost[state] = cost;
    this.#from[state] = from;
    this.#how[state] = how;
  }

  #stepsTo(end: number): readonly RowStep[] {
    const steps: RowStep[] = [];
    let state = end;
    let next = this.#columnOf(end);
    for (;;) {
      const how = this.#how[state] ?? ENTER;
      const from = this.#from[state] ?? 0;
      if (how === ENTER || how === ENTER_ERASING) {
        steps.push(...this.#entry(how, next));
        return steps.reverse();
      }
      const column = this.#columnOf(from);
      if (how === GO) steps.push({ do: "go", column: next, next });
      else steps.push({ do: DOING[how] ?? "write", column, next });
      state = from;
      next = column;
    }
  }

  #entry(how: number, next: number): readonly RowStep[] {
    if (how === ENTER) return [{ do: "go", column: next, next }];
    const column = (this.#cells.blankEnd[0] ?? 1) - 1;
    return [
      { do: "erase-to-start", column, next },
      { do: "go", column, next: column },
    ];
  }

  #columnOf(state: number): number {
    return Math.floor((state % this.#layerSize) / this.#pens.count);
  }
}

interface State {
  readonly column: number;
  readonly layer: 0 | 1;
  readonly pen: number;
  readonly cost: number;
}
