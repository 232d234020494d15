import { isDeepStrictEqual } from "node:util";
import { redact } from "../secrets/index.ts";
import type { ActivityEntry, SliceChange, SliceName, Snapshot } from "../session/index.ts";
import { sanitize } from "../text/index.ts";

/** The one place where the agent's present state lives; every change is told to every watcher. */
export interface Board {
  snapshot(): Snapshot;
  /** Replaces a slice; equal values tell nobody. */
  set<S extends SliceName>(slice: S, value: Snapshot[S]): void;
  watch(listener: (change: SliceChange) => void): () => void;
  /** One line of activity, made safe to print and masked. */
  note(level: ActivityEntry["level"], subject: string, message: string): void;
}

/** Of the activity, in the snapshot. */
export const SHOWN_ACTIVITY = 200;

/** `keep` is told of each new entry of the activity; what it keeps was read before the start. */
export function createBoard(
  initial: Snapshot,
  nowMs: () => number,
  keep: (entry: ActivityEntry) => void = () => {},
): Board {
  let current = initial;
  let activitySeq = initial.activity[0]?.seq ?? 0;
  const listeners = new Set<(change: SliceChange) => void>();

  const set: Board["set"] = (slice, value) => {
    if (isDeepStrictEqual(current[slice], value)) return;
    current = { ...current, [slice]: value };
    const change = { slice, value } as SliceChange;
    for (const listener of [...listeners]) listener(change);
  };

  return {
    snapshot: () => current,
    set,
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    note(level, subject, message) {
      activitySeq += 1;
      const entry: ActivityEntry = {
        seq: activitySeq,
        atMs: nowMs(),
        level,
        subject,
        message: sanitize(redact(message)),
      };
      set("activity", [entry, ...current.activity].slice(0, SHOWN_ACTIVITY));
      keep(entry);
    },
  };
}
