import { errorView } from "../errors/index.ts";
import type { DesiredOutcome } from "../plane/index.ts";
import { recallDesired, sayRefused, takeDesired } from "./desired-state.ts";
import { createPace, type Pace } from "./pace.ts";
import type { Work } from "./turn.ts";

const WAIT_SEC = 50;
/** An answer sooner than this means the plane does not hold answers: ask seldom, and when told. */
const HELD_AT_LEAST_MS = 5000;

export interface DesiredLoop {
  /** Starts it when it does not run; asks at once when the plane has something newer. */
  hint(revision: number, signal: AbortSignal): void;
}

/** Follows the desired state beside the heartbeat. Its troubles never change the registration. */
export function createDesiredLoop(work: Work): DesiredLoop {
  let running: AbortSignal | undefined;
  let wake = () => {};

  async function follow(signal: AbortSignal): Promise<void> {
    const ask = createQuestion(work, createPace(work.clock, work.random));
    while (!signal.aborted) {
      const pauseMs = await ask(signal);
      if (signal.aborted || pauseMs === 0) continue;
      const over = new AbortController();
      wake = () => over.abort();
      await work.clock.sleep(pauseMs, AbortSignal.any([signal, over.signal])).catch(() => {});
    }
  }

  return {
    hint(revision, signal) {
      if (running !== signal) {
        running = signal;
        void follow(signal).catch((thrown: unknown) => {
          running = undefined;
          work.desk.note({ desiredProblem: errorView(thrown) });
        });
      } else if (revision > (work.desk.record().desired?.revision ?? 0)) wake();
    },
  };
}

/** One question to the plane; answers with the pause before the next, in milliseconds. */
function createQuestion(work: Work, pace: Pace): (signal: AbortSignal) => Promise<number> {
  /** Of a document that was not accepted: not fetched a second time. */
  let refusedEtag: string | undefined;

  async function answered(outcome: DesiredOutcome, tookMs: number): Promise<number> {
    if (outcome.is === "trouble") return outcome.retryAfterMs ?? pace.afterFailure();
    pace.succeeded();
    work.desk.note({ elsewhere: outcome.is === "not-offered" ? outcome.why : undefined });
    if (outcome.is === "desired") {
      const taken = await takeDesired(work, outcome);
      if (taken.is === "refused") sayRefused(work, taken.why);
      refusedEtag = taken.is === "refused" ? outcome.etag : undefined;
      return 1000;
    }
    return tookMs >= HELD_AT_LEAST_MS ? 0 : 300_000 + work.random() * 60_000;
  }

  return async (signal) => {
    const { approved, desired } = work.desk.record();
    if (approved === undefined) return 300_000;
    // Back from local mode, or with a document this version understands at last.
    if (work.desk.inForce() === undefined) await recallDesired(work);
    const port = await work.port();
    const startedMs = work.clock.monotonicMs();
    const outcome = await port.desired({
      hostUid: approved.hostUid,
      etag: refusedEtag ?? desired?.etag,
      waitSec: WAIT_SEC,
      signal,
    });
    return signal.aborted ? 0 : answered(outcome, work.clock.monotonicMs() - startedMs);
  };
}
