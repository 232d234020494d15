import { asBringupError, errorView } from "../errors/index.ts";
import { after, type NextTurn, type Turn, type Work } from "./turn.ts";

/** A person may hurry it this often. */
const HURRY_GAP_MS = 2000;

/** Takes one turn after the other, with the pauses they ask for, until there is none to take. */
export interface Runner {
  /** Does nothing while it runs. */
  run(firstAfterMs: number): void;
  /** Shortens the pause, down to `HURRY_GAP_MS` after the last attempt. */
  hurry(): void;
  stop(): Promise<void>;
}

export function createRunner(work: Work, nextTurn: () => Turn | undefined): Runner {
  const { clock, desk } = work;
  let stopping = new AbortController();
  let running: Promise<void> | undefined;
  let attemptMs = Number.NEGATIVE_INFINITY;
  let untilMs = 0;
  let recompute = () => {};

  async function pause(ms: number, signal: AbortSignal): Promise<void> {
    untilMs = clock.monotonicMs() + ms;
    while (!signal.aborted) {
      const leftMs = untilMs - clock.monotonicMs();
      if (leftMs <= 0) break;
      desk.note({ isAsking: false, nextTryMs: clock.nowMs() + leftMs });
      const changed = new AbortController();
      recompute = () => changed.abort();
      await clock.sleep(leftMs, AbortSignal.any([signal, changed.signal])).catch(() => {});
    }
    recompute = () => {};
    desk.note({ nextTryMs: undefined });
  }

  async function loop(firstAfterMs: number, signal: AbortSignal): Promise<void> {
    await pause(firstAfterMs, signal);
    for (let turn = nextTurn(); turn && !signal.aborted; turn = nextTurn()) {
      attemptMs = clock.monotonicMs();
      desk.note({ isAsking: true });
      const next = await taken(turn, signal);
      desk.note({ isAsking: false });
      if (signal.aborted || next.is === "halt") return;
      await pause(next.ms, signal);
    }
  }

  /** A fault of ours is shown and tried again later; it never ends the agent. */
  async function taken(turn: Turn, signal: AbortSignal): Promise<NextTurn> {
    try {
      return await turn(work, signal);
    } catch (thrown) {
      if (signal.aborted) return { is: "halt" };
      desk.keep({ problem: errorView(asBringupError(thrown)) });
      return after(work.pace.recheck());
    }
  }

  return {
    run(firstAfterMs) {
      if (running !== undefined) return;
      const mine = new AbortController();
      stopping = mine;
      running = loop(firstAfterMs, mine.signal).finally(() => {
        // Also ends what works beside it, such as the desired state.
        mine.abort();
        running = undefined;
        desk.note({ isAsking: false, nextTryMs: undefined });
      });
    },
    hurry() {
      untilMs = Math.min(untilMs, attemptMs + HURRY_GAP_MS);
      recompute();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
