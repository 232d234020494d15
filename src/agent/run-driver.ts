import { driveRun, type RunHandle, type RunState, type Store } from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import { continuing, isWithoutProof } from "../network/index.ts";
import type { PlanDeskParts, Secrets } from "./plan-desk.ts";
import { within } from "./repairable.ts";
import type { RunRecords } from "./run-records.ts";
import type { LockDesk } from "./shared-locks.ts";
import { throttle } from "./throttle.ts";

export interface RunDeskParts extends PlanDeskParts {
  readonly store: Store;
  readonly locks: LockDesk;
  /** User-data was approved, with these secrets. */
  onUserData?(secrets: Secrets): Promise<void>;
}

/** The one run in hand: driven by the engine, shown on the board, let go of at its end. */
export interface RunDriver {
  drive(runId: string): void;
  /** Absent: nothing is driven. */
  current(): RunHandle | undefined;
  /** A run that waits for a person or has ended is let go of in a moment: no reason to refuse. */
  letGo(): Promise<void>;
  /** Resolves when the run in hand is out of it. */
  finished(): Promise<unknown>;
}

/** Live progress reaches the consoles at most this often, milliseconds. */
const PROGRESS_EVERY_MS = 250;

export function createRunDriver(parts: RunDeskParts, records: RunRecords): RunDriver {
  const { board, store, vault, host } = parts;
  let driving: RunHandle | undefined;
  let finished: Promise<unknown> = Promise.resolve();

  function drive(runId: string): void {
    const show = throttle(host.clock, PROGRESS_EVERY_MS, (state: RunState) =>
      board.set("run", state),
    );
    const plan = records.approvedPlan(runId);
    const approved = plan?.steps ?? [];
    const unproved = isWithoutProof(approved) ? { withoutProof: true as const } : {};
    const operating =
      plan?.goal.do === "operate" ? { operation: plan.goal.operation, approved } : {};
    const handle = driveRun(
      {
        host,
        journal: store.journal,
        handlers: parts.handlers,
        secrets: vault,
        locks: parts.locks,
        async candidate(signal) {
          const fresh = await parts.candidate({
            document: board.snapshot().document.effective,
            signal,
            ...unproved,
            ...operating,
            secretDigest: (name) => vault.digest(name),
          });
          return continuing(within(fresh, plan), approved, host);
        },
        onChange: show,
        random: Math.random,
      },
      runId,
    );
    driving = handle;
    finished = handle.settled
      .then(async (state) => {
        if (state.endedMs === null) parts.locks.leave();
        else await parts.locks.release(runId);
        settled(state, show.flush);
      })
      .catch((thrown) => broken(thrown, handle, show.flush));
  }

  function settled(state: RunState, flush: () => void): void {
    flush();
    driving = undefined;
    board.set("run", state);
    // Let go, not ended: the next agent goes on from the journal.
    if (state.state === "running") return;
    const ended = state.endedMs !== null;
    if (ended) vault.wipe();
    board.note(
      state.state === "paused" ? "warn" : "info",
      "run",
      `${state.state}: ${state.message}`,
    );
  }

  /** The journal itself failed: nothing more may be done, and it must be said, to followers too. */
  function broken(thrown: unknown, handle: RunHandle, flush: () => void): void {
    parts.locks.leave();
    flush();
    driving = undefined;
    const message = `cannot go on: ${errorView(thrown).message}`;
    const state = handle.state();
    if (state.endedMs === null) board.set("run", { ...state, state: "paused", message });
    board.note("error", "run", message);
    board.set("engine", { ...board.snapshot().engine, store: store.access });
  }

  return {
    drive,
    current: () => driving,
    async letGo() {
      const state = driving?.state();
      if (state?.state === "paused" || (state !== undefined && state.endedMs !== null))
        await finished;
    },
    finished: () => finished,
  };
}
