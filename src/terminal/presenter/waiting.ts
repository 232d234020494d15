/** How long each line has been waiting: on a busy slow line the unimportant ones would for ever. */
export interface Waiting {
  /** The line to begin the next piece with, where one waited too long; seldom enough for the others. */
  overdue(): { readonly firstRow?: number };
  /** All lines that are not as wanted after a piece. */
  left(rows: readonly number[]): void;
}

/** No line waits longer than this for ever newer important ones, milliseconds. */
const PATIENCE_MS = 2000;
/** Every so many pieces one belongs to the line that waited longest. */
const PIECES = 4;

export function createWaiting(nowMs: () => number): Waiting {
  let sinceMs = new Map<number, number>();
  let pieces = 0;
  return {
    overdue() {
      pieces += 1;
      if (pieces % PIECES !== 0) return {};
      const [firstRow, since] = [...sinceMs].reduce(
        (one, other) => (other[1] < one[1] ? other : one),
        [0, Number.POSITIVE_INFINITY],
      );
      if (nowMs() - since <= PATIENCE_MS) return {};
      // It had its turn: one that never becomes right, as it always changes, is not to have them all.
      sinceMs.set(firstRow, nowMs());
      return { firstRow };
    },
    left(rows) {
      sinceMs = new Map(rows.map((row) => [row, sinceMs.get(row) ?? nowMs()]));
    },
  };
}
