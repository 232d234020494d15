import { type Actor, type Plan, type RunState, runStateOf, type Store } from "../engine/index.ts";
import type { RunSummary } from "../session/index.ts";

/** Runs as the journal has them, by whoever drives them. */
export interface RunRecords {
  /** The one that has not ended; `undefined` as well where its records cannot be read. */
  open(): RunState | undefined;
  stateOf(id: string): RunState | undefined;
  approvedPlan(id: string): Plan | undefined;
  /** Newest first. */
  list(): readonly RunSummary[];
  /** The whole ID, by four of its first characters and more. */
  find(start: string): string | undefined;
  abandon(id: string, message: string): void;
  resume(run: RunState, actor: Actor): void;
  cancel(run: RunState, actor: Actor, undo: boolean): void;
}

/** As many as anybody asks about. */
const LISTED = 64;
const SHORTEST_ID = 4;

export function createRunRecords({ journal }: Store): RunRecords {
  const stateOf = (id: string) => runStateOf(journal.records(id));
  return {
    open() {
      const id = journal.openRun();
      return id === undefined ? undefined : stateOf(id);
    },
    stateOf,
    approvedPlan(id) {
      const approved = journal.records(id).find(({ type }) => type === "run-approved");
      return approved?.type === "run-approved" ? approved.plan : undefined;
    },
    list() {
      return journal.runs(LISTED).flatMap((id) => {
        const state = stateOf(id);
        if (state === undefined) return [];
        const { title, startedMs, endedMs, steps } = state;
        return [{ id, title, state: state.state, startedMs, endedMs, steps: steps.length }];
      });
    },
    find: (start) =>
      journal.runs(LISTED).find((id) => id.startsWith(start) && start.length >= SHORTEST_ID),
    abandon(id, message) {
      journal.append(id, { type: "run-ended", outcome: "abandoned", message });
    },
    // A run that is being cancelled goes on being cancelled.
    resume({ id, state }, actor) {
      if (state !== "cancelling") journal.append(id, { type: "run-resumed", actor });
    },
    cancel({ id, state }, actor, undo) {
      if (state !== "cancelling") journal.append(id, { type: "run-cancelling", actor, undo });
    },
  };
}
