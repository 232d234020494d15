import { BringupError, errorView } from "../errors/index.ts";
import { type DesiredOutcome, verifyDesired } from "../plane/index.ts";
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
    if (outcome.is === "desired") {
      refusedEtag = (await accept(work, outcome.jws, outcome.etag)) ? undefined : outcome.etag;
      return 1000;
    }
    return tookMs >= HELD_AT_LEAST_MS ? 0 : 300_000 + work.random() * 60_000;
  }

  return async (signal) => {
    const { approved, desired } = work.desk.record();
    if (approved === undefined) return 300_000;
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

/** False when the document is not accepted; then the one before stays in force. */
async function accept(work: Work, jws: string, etag: string | undefined): Promise<boolean> {
  const { approved, desired, offsetMs } = work.desk.record();
  if (approved === undefined) return false;
  const verdict = await verifyDesired(jws, {
    keys: approved.signingKeys,
    hostUid: approved.hostUid,
    nowMs: work.clock.nowMs() + offsetMs,
  });
  if (verdict.is === "refused") return refuse(work, verdict.why);
  const { revision, spec } = verdict.claims;
  const before = desired?.revision ?? 0;
  if (revision < before) return refuse(work, `revision ${revision} is older than ${before}`);
  const isNews = revision > before;
  if (!isNews && jws !== desired?.jws) return refuse(work, `there are two of revision ${revision}`);
  work.desk.keep({ desired: { revision, jws, ...(etag === undefined ? {} : { etag }) } });
  work.desk.note({ desiredProblem: undefined });
  if (isNews) work.onDesired(spec, revision);
  return true;
}

/** After a restart, without the network: the last verified document, verified again. */
export async function recallDesired(work: Work): Promise<void> {
  const { approved, desired } = work.desk.record();
  if (approved === undefined || desired === undefined) return;
  const verdict = await verifyDesired(desired.jws, {
    keys: approved.signingKeys,
    hostUid: approved.hostUid,
    // It was accepted in time; that it is old now does not make it wrong.
    nowMs: 0,
  });
  if (verdict.is === "verified") work.onDesired(verdict.claims.spec, verdict.claims.revision);
}

function refuse(work: Work, why: string): false {
  const message = `A desired state from the plane was not accepted: ${why}.`;
  work.desk.note({ desiredProblem: errorView(new BringupError("DESIRED_UNTRUSTED", message)) });
  return false;
}
