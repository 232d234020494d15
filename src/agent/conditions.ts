import {
  type Clock,
  type Condition,
  mergeConditions,
  type NewCondition,
  type Store,
} from "../engine/index.ts";
import type { Board } from "./board.ts";

/** The conditions of all subjects on one board; each subject replaces only its own. */
export interface ConditionBoard {
  show(subject: string, conditions: readonly NewCondition[]): void;
}

export function createConditionBoard(board: Board, store: Store, clock: Clock): ConditionBoard {
  const bySubject = new Map<string, readonly Condition[]>();
  return {
    show(subject, conditions) {
      const before = bySubject.get(subject) ?? [];
      const { generation } = board.snapshot().document;
      const now = mergeConditions(before, conditions, { nowMs: clock.nowMs(), generation });
      bySubject.set(subject, now);
      for (const condition of now) remember(store, before, condition);
      board.set("conditions", [...bySubject.values()].flat());
    },
  };
}

/** History keeps turns only: a condition that says the same again is no news. */
function remember(store: Store, before: readonly Condition[], now: Condition): void {
  const old = before.find(({ type }) => type === now.type);
  if (old?.status === now.status && old.reason === now.reason) return;
  if (store.access.is === "read-write") store.history.append(now);
}
