import type { LineClock } from "./pace.ts";

/**
 * On a console the kernel and others write too, and nobody says so. When a person comes back to it,
 * every line is sent once more, one by one and behind everything else: so whatever was written over
 * meanwhile is gone a few seconds after any key, and a line nobody looks at costs nothing. Who sees
 * it happen has Ctrl-L.
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
/** Without a key, before the next one is that of somebody who comes back. */
const ABSENCE_MS = 60_000;
/** For those who never leave: a round costs as much as a page. */
const PERIOD_MS = 300_000;

export function createRound(clock: LineClock, onDue: () => void): Round {
  let startedMs = clock.monotonicMs();
  let keyMs = startedMs;
  /** Lines done by now; `undefined` where no round is due. */
  let doneRows: number | undefined;
  let isGoing = false;
  let cancel = () => {};

  function go(): void {
    isGoing = true;
    onDue();
  }

  return {
    putOff() {
      cancel();
      isGoing = false;
      const nowMs = clock.monotonicMs();
      const isDue = nowMs - keyMs >= ABSENCE_MS || nowMs - startedMs >= PERIOD_MS;
      keyMs = nowMs;
      if (isDue) {
        doneRows = 0;
        startedMs = nowMs;
      }
      if (doneRows !== undefined) cancel = clock.after(QUIET_MS, go);
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
