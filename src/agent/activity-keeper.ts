import type { ActivityEntry, ActivityRing, Clock } from "../engine/index.ts";
import type { Board } from "./board.ts";

/** What happens comes in bursts, and each write waits for the disk: one write a second, milliseconds. */
const TOGETHER_MS = 1000;
/** Of what the disk did not take; the oldest goes first. */
const MOST_WAITING = 1000;

export interface ActivityKeeper {
  keep(entry: ActivityEntry): void;
  /** Writes what still waits. */
  flush(): void;
}

/**
 * Keeps the activity over restarts. A power cut may take its last second: what must never be lost
 * is in the journal and in the audit. A disk that takes nothing stops nobody; it is tried again with
 * the next entry.
 */
export function createActivityKeeper(
  ring: Pick<ActivityRing, "append">,
  clock: Pick<Clock, "after">,
): ActivityKeeper {
  let waiting: readonly ActivityEntry[] = [];
  let stopTimer: (() => void) | undefined;

  function flush(): void {
    stopTimer?.();
    stopTimer = undefined;
    if (waiting.length === 0) return;
    try {
      ring.append(waiting);
      waiting = [];
    } catch {
      // The store says itself that it is full or read-only; nothing about this log stops the agent.
    }
  }

  return {
    flush,
    keep(entry) {
      waiting = [...waiting, entry].slice(-MOST_WAITING);
      stopTimer ??= clock.after(TOGETHER_MS, flush);
    },
  };
}

/** What is shown now, and what was before it, newest first. */
export function allActivity(
  board: Board,
  ring: Pick<ActivityRing, "list">,
): readonly ActivityEntry[] {
  const shown = board.snapshot().activity;
  const oldest = shown.at(-1)?.seq ?? Number.POSITIVE_INFINITY;
  const kept = ring.list(KEPT).filter(({ seq }) => seq < oldest);
  return [...shown, ...kept].slice(0, KEPT);
}

const KEPT = 1000;
