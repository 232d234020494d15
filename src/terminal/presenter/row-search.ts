// Over 100 lines: one search over one table, its moves side by side.
import type { Capabilities } from "./capabilities.ts";
import type { Head } from "./head.ts";
import { countedCost, forwardCost, moveBytes, nextTabStop } from "./moves.ts";
import { type Pens, pensOf } from "./pens.ts";
import type { RowCells } from "./row-cells.ts";

/** One thing to do on the way through a line; cells that are written one after the other are one. */
export interface RowStep {
  readonly do: "go" | "tab" | "write" | "erase-cells" | "erase-to-start" | "erase-to-end";
  /** Column of the cursor meanwhile; of its destination for `go`. */
  readonly column: number;
  /** Where the cursor is wanted next; of writing, its end. The number of columns where nothing follows. */
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
/** A line is searched as the device shows it, and with everything behind the cursor erased. */
const AS_SHOWN = 0;
const ERASED = 1;
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
  // Where the search stands. A thousand places a line: an object for each would be most of the work.
  #column = 0;
  #layer = AS_SHOWN;
  /** First cell from here on that has to be written. */
  #next = 0;
  /** Of the ways to the end found so far: bytes, and the state at its end. */
  #best = UNREACHED;
  #end = -1;

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
      const state = this.#state(AS_SHOWN, column, this.#pens.first);
      this.#reach(state, costTo(column), 0, ENTER);
    }
    this.#enterErasing(costTo);
  }

  #enterErasing(costTo: (column: number) => number): void {
    const { nextChanged, blankEnd, columns } = this.#cells;
    const end = blankEnd[0] ?? 0;
    const first = nextChanged[0] ?? columns;
    if (!this.#capabilities.eraseToStart || end - first < LEAST_ERASED || end === columns) return;
    const next = nextChanged[end] ?? columns;
    const pen = this.#erasingPen(this.#pens.first);
    const reset = this.#changeCost(this.#pens.first, pen);
    const cost = costTo(end - 1) + reset + TO_START_COST + this.#goCost(end - 1, next);
    this.#reach(this.#state(AS_SHOWN, next, pen), cost, 0, ENTER_ERASING);
  }

  cheapest(): readonly RowStep[] {
    const { columns, nextChanged, nextStop } = this.#cells;
    const first = nextChanged[0] ?? columns;
    let column = this.#leastColumn();
    while (column <= columns) {
      this.#goOn(AS_SHOWN, column);
      this.#goOn(ERASED, column);
      // More than one way leads into the line, each to a place of its own.
      column = column < first ? column + 1 : Math.max(column + 1, nextStop[column] ?? columns);
    }
    return this.#stepsTo(this.#end);
  }

  /** With every pen that is still worth it. */
  #goOn(layer: number, column: number): void {
    this.#stand(layer, column);
    const { count, step, costs } = this.#pens;
    const isEnd = this.#next >= this.#cells.columns;
    const first = this.#state(layer, column, 0);
    for (let pen = 0; pen < count; pen += step) {
      const cost = this.#cost[first + pen] ?? UNREACHED;
      if (cost >= this.#best) continue;
      // What comes behind is likely plain.
      if (isEnd) this.#finish(first + pen, cost + (costs[pen * count] ?? 0));
      else this.#leave(first + pen, pen, cost);
    }
  }

  #finish(state: number, whole: number): void {
    if (whole >= this.#best) return;
    this.#best = whole;
    this.#end = state;
  }

  #stand(layer: number, column: number): void {
    const { nextChanged, nextVisible, columns } = this.#cells;
    this.#layer = layer;
    this.#column = column;
    this.#next = (layer === AS_SHOWN ? nextChanged : nextVisible)[column] ?? columns;
  }

  /** No way into the line leads further to the left. */
  #leastColumn(): number {
    return Math.max(0, (this.#cells.nextChanged[0] ?? 0) - LEAD);
  }

  #leave(state: number, pen: number, cost: number): void {
    const layer = this.#layer;
    const column = this.#column;
    const next = this.#next;
    const { count, costs, bytesBefore } = this.#pens;
    if (this.#capabilities.tabs) {
      const stop = nextTabStop(column);
      if (stop <= next) this.#reach(this.#state(layer, stop, pen), cost + 1, state, TAB);
    }
    if (next > column) {
      const go = cost + this.#goCost(column, next);
      this.#reach(this.#state(layer, next, pen), go, state, GO);
    }
    if (this.#mayWrite(column)) {
      const other = this.#pens.penFor(pen, column);
      const behind = this.#behind(column);
      const bytes = (bytesBefore[behind] ?? 0) - (bytesBefore[column] ?? 0);
      const write = cost + (costs[pen * count + other] ?? 0) + bytes;
      this.#reach(this.#state(layer, behind, other), write, state, WRITE);
    }
    if (layer === AS_SHOWN) this.#erase(state, pen, cost);
  }

  /** Where writing is next to be weighed against something else. */
  #behind(column: number): number {
    const { columns, nextChanged, nextStop } = this.#cells;
    const next = column + this.#widthAt(column);
    return column < (nextChanged[0] ?? columns) ? next : Math.max(next, nextStop[column] ?? next);
  }

  #erase(state: number, pen: number, cost: number): void {
    const { nextChanged, blankEnd, columns } = this.#cells;
    const column = this.#column;
    const plain = this.#erasingPen(pen);
    const ready = cost + this.#changeCost(pen, plain);
    const toEnd = this.#state(ERASED, column, plain);
    this.#reach(toEnd, ready + TO_END_COST, state, ERASE_TO_END);
    const end = blankEnd[column] ?? column;
    if (!this.#capabilities.eraseCells || end - column < LEAST_ERASED) return;
    const next = nextChanged[end] ?? columns;
    const erased = ready + countedCost(end - column) + this.#goCost(column, next);
    this.#reach(this.#state(AS_SHOWN, next, plain), erased, state, ERASE_CELLS);
  }

  #erasingPen(pen: number): number {
    return this.#pens.canErase(pen) ? pen : pen & 1;
  }

  #changeCost(from: number, to: number): number {
    return from === to ? 0 : (this.#pens.costs[from * this.#pens.count + to] ?? 0);
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

  #state(layer: number, column: number, pen: number): number {
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
      if (how === ENTER || how === ENTER_ERASING) {
        steps.push(...this.#entry(how, next));
        return steps.reverse();
      }
      const from = this.#before(state);
      const column = this.#columnOf(from);
      if (how === GO) steps.push({ do: "go", column: next, next });
      else steps.push({ do: DOING[how] ?? "write", column, next });
      state = from;
      next = column;
    }
  }

  /** The state from which one step leads here. */
  #before(state: number): number {
    let from = this.#from[state] ?? 0;
    if (this.#how[state] !== WRITE) return from;
    while (this.#how[from] === WRITE) from = this.#from[from] ?? 0;
    return from;
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
