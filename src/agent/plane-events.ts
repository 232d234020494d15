import type { Condition, RunState } from "../engine/index.ts";
import type { Registration } from "../registration/index.ts";
import { truncate } from "../text/index.ts";
import type { Board } from "./board.ts";

/** What happens on this host becomes events for its plane: turns of conditions, and ended runs. */
export function tellPlane(board: Board, registration: Pick<Registration, "record">): void {
  let before: readonly Condition[] = board.snapshot().conditions;
  let ended = endOf(board.snapshot().run);
  board.watch((change) => {
    if (change.slice === "conditions") {
      for (const turned of turnsOf(before, change.value)) registration.record(turnOf(turned));
      before = change.value;
    }
    if (change.slice !== "run" || endOf(change.value) === ended) return;
    ended = endOf(change.value);
    if (change.value !== null && ended !== undefined) registration.record(eventOf(change.value));
  });
}

function turnsOf(before: readonly Condition[], now: readonly Condition[]): readonly Condition[] {
  return now.filter(({ type, status, reason }) => {
    const old = before.find((one) => one.type === type);
    return old?.status !== status || old.reason !== reason;
  });
}

function turnOf({ type, status, reason, message }: Condition) {
  return {
    type: "condition.turned",
    severity: status === "Unknown" ? "warn" : "info",
    data: { type, status, reason, message: truncate(message, 1000) },
  } as const;
}

function eventOf({ id, title, state, actor, message }: RunState) {
  return {
    type: "run.ended",
    severity: state === "succeeded" ? "info" : "error",
    data: { id, title, state, actor, message: truncate(message, 1000) },
  } as const;
}

function endOf(run: RunState | null): string | undefined {
  return run === null || run.endedMs === null ? undefined : run.id;
}
