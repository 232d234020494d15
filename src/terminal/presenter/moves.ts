import type { Capabilities } from "./capabilities.ts";

export interface Place {
  readonly row: number;
  readonly column: number;
}

/** The shortest way to a cell; from an unknown place (`undefined`) only the absolute one is safe. */
export function moveBytes(from: Place | undefined, to: Place, capabilities: Capabilities): string {
  if (from === undefined) return absolute(to);
  const key = keyOf(from, to, capabilities);
  const known = KNOWN.get(key);
  if (known !== undefined) return known;
  const bytes = shortestMove(from, to, capabilities);
  if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
  if (key >= 0) KNOWN.set(key, bytes);
  return bytes;
}

/** Every line of every way that is tried begins with moves that are weighed, most of them never made. */
const KNOWN = new Map<number, string>();
const MOST_KNOWN = 4000;

/** Of both places and what the way depends on; -1 beyond the sizes for which that is a small integer. */
function keyOf(from: Place, to: Place, { columnAddress, rowAddress }: Capabilities): number {
  const isSmall = (from.row | to.row) < 64 && (from.column | to.column) < 256;
  if (!isSmall) return -1;
  const rows = (from.row << 6) | to.row;
  const columns = (from.column << 8) | to.column;
  return (rows << 18) | (columns << 2) | (columnAddress ? 2 : 0) | (rowAddress ? 1 : 0);
}

function shortestMove(from: Place, to: Place, capabilities: Capabilities): string {
  if (from.row === to.row)
    return shortest(along(from.column, to.column, capabilities), absolute(to));
  const straight = vertical(from.row, to.row, capabilities);
  const kept = straight + along(from.column, to.column, capabilities);
  const best = shortest(kept, absolute(to));
  if (to.row < from.row) return best;
  // LF only from the first column: whether or not the line adds a CR, it ends in the same cell.
  const down = `\r${"\n".repeat(to.row - from.row)}`;
  return shortest(down + along(0, to.column, capabilities), best);
}

const TAB_WIDTH = 8;

export function nextTabStop(column: number): number {
  return (Math.floor(column / TAB_WIDTH) + 1) * TAB_WIDTH;
}

export const isTabStop = (column: number) => column % TAB_WIDTH === 0;

/** Bytes of `moveBytes` to the right within a row, without making them. */
export function forwardCost(from: number, to: number, { columnAddress }: Capabilities): number {
  const step = countedCost(to - from);
  return columnAddress ? Math.min(step, countedCost(to + 1)) : step;
}

/** Bytes of a sequence that says how many, `CSI n C`; one need not be said. */
export const countedCost = (count: number) => (count === 1 ? 3 : 3 + digitsOf(count));

function digitsOf(count: number): number {
  if (count < 10) return 1;
  return count < 100 ? 2 : 3;
}

const shortest = (one: string, other: string) => (other.length < one.length ? other : one);
const counted = (count: number, final: string) => `\u001b[${count === 1 ? "" : count}${final}`;

function absolute({ row, column }: Place): string {
  const line = row === 0 ? "" : row + 1;
  return column === 0 ? `\u001b[${line}H` : `\u001b[${line};${column + 1}H`;
}

function vertical(from: number, to: number, { rowAddress }: Capabilities): string {
  const step = to > from ? counted(to - from, "B") : counted(from - to, "A");
  return rowAddress ? shortest(step, counted(to + 1, "d")) : step;
}

function along(from: number, to: number, { columnAddress }: Capabilities): string {
  if (from === to) return "";
  if (to === 0) return "\r";
  const address = columnAddress ? counted(to + 1, "G") : undefined;
  const step = to > from ? counted(to - from, "C") : backward(from, to);
  return address === undefined ? step : shortest(step, address);
}

function backward(from: number, to: number): string {
  const distance = from - to;
  const step = distance <= 4 ? "\b".repeat(distance) : counted(distance, "D");
  const fromStart = `\r${counted(to, "C")}`;
  return shortest(step, fromStart);
}
