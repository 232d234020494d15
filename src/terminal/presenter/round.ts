import type { LineClock } from "./pace.ts";

/**
 * On a console the kernel and others write too, and nobody says so. When a person was there and is
 * quiet again, every line is sent once more, one by one and behind everything else: so whatever was
 * written over is gone a few seconds after any key, and a line nobody looks at costs nothing.
 */
export interface Round {
  /** A key was pressed: not now, but soon. */
  putOff(): void;
  /** The next lines to send again, at most so many; `undefined`: none now. */
  next(rows: number, most: number): { readonly from: number; readonly to: number } | undefined;
  /** Everything was or will be sent anyway. */
  done(): void;
}

/** Without a key, before a round begins or goes on, milliseconds. */
const QUIET_MS = 1000;
/** From the start of one round to the next: it costs as much as a page. */
const PERIOD_MS = 30_000;

export function createRound(clock: LineClock, onDue: () => void): Round {
  let startedMs = Number.NEGATIVE_INFINITY;
  /** Lines done by now; `undefined` between two rounds. */
  let doneRows: number | undefined;
  let isGoing = false;
  let cancel = () => {};

  function go(): void {
    isGoing = true;
    if (doneRows === undefined) startedMs = clock.monotonicMs();
    doneRows ??= 0;
    onDue();
  }

  return {
    putOff() {
      cancel();
      isGoing = false;
      const isDue = clock.monotonicMs() + QUIET_MS - startedMs >= PERIOD_MS;
      if (isDue || doneRows !== undefined) cancel = clock.after(QUIET_MS, go);
    },
    next(rows, most) {
      if (!isGoing || doneRows === undefined) return undefined;
      if (doneRows >= rows) {
        doneRows = undefined;
        isGoing = false;
        return undefined;
      }
      const from = doneRows;
      doneRows = Math.min(rows, from + most);
      return { from, to: doneRows };
    },
    done() {
      cancel();
      isGoing = false;
      doneRows = undefined;
    },
  };
}
