import { settle } from "./enrol-turn.ts";
import { AT_ONCE, after, type NextTurn, type Turn, troubled, type Work } from "./turn.ts";

/** Below common idle limits of middleboxes, and of a person's patience with a stale screen. */
const WAIT_SEC = 25;

/** Waits for the decision: the plane holds its answer until there is one, or for `WAIT_SEC`. */
export const pollTurn: Turn = async (work, signal) => {
  const { desk, clock } = work;
  const { enrolment } = desk.record();
  if (enrolment === undefined) return again(work);
  const startedMs = clock.monotonicMs();
  const port = await work.port();
  const outcome = await port.poll({
    enrolmentId: enrolment.id,
    etag: enrolment.etag,
    waitSec: WAIT_SEC,
    signal,
  });
  if (signal.aborted) return AT_ONCE;
  const restMs = enrolment.intervalMs - (clock.monotonicMs() - startedMs);
  switch (outcome.is) {
    case "enrolment": {
      const next = await settle(work, outcome.enrolment, outcome.etag);
      return desk.record().phase === "pending" ? after(Math.max(0, restMs)) : next;
    }
    case "unchanged":
      work.pace.succeeded();
      desk.keep({ problem: undefined });
      return after(Math.max(0, restMs));
    case "slow-down": {
      const intervalMs = enrolment.intervalMs + 5000;
      desk.keep({ enrolment: { ...enrolment, intervalMs } });
      return after(intervalMs);
    }
    case "unknown-enrolment":
      return again(work);
    case "trouble":
      return troubled(work, outcome);
  }
};

/** The plane lost the request, for example to a restore of its own: make a new one. */
function again({ desk }: Work): NextTurn {
  desk.keep({ phase: "reachable", enrolment: undefined, inFlight: undefined });
  return after(1000);
}
