import { nextReportMs } from "./pace.ts";
import { deviceNow, tellTheRest } from "./tell.ts";
import { AT_ONCE, after, type Turn, troubled, type Work } from "./turn.ts";

/** One heartbeat. Whatever the plane answers, what runs on this host goes on running. */
export const reportTurn: Turn = async (work, signal) => {
  const { desk } = work;
  const { approved } = desk.record();
  if (approved === undefined) {
    desk.keep({ phase: "contacting" });
    return AT_ONCE;
  }
  const { hostUid } = approved;
  const hardware = await deviceNow(work);
  const digest = hardware === undefined ? {} : { inventoryDigest: hardware.digest };
  const beat = { ...(await nextBeat(work)), ...digest };
  const port = await work.port();
  const outcome = await port.heartbeat({ hostUid, beat, signal });
  if (signal.aborted) return AT_ONCE;
  switch (outcome.is) {
    case "heard":
      work.pace.succeeded();
      desk.keep({
        phase: "active",
        problem: undefined,
        isHalted: false,
        lastHeartbeatMs: work.clock.nowMs(),
      });
      work.desiredHint(outcome.desiredRevision, signal);
      await tellTheRest(work, {
        ...{ port, hostUid, hardware, signal },
        wantsInventory: outcome.wantsInventory,
      });
      return after(nextReportMs(outcome.nextMs, work.random));
    case "trouble":
      return troubled(work, outcome);
  }
};

async function nextBeat({ desk, host, clock, agent, status }: Work) {
  // Counted before it is sent, so that no number is ever used twice.
  desk.keep({ seq: desk.record().seq + 1 });
  const { seq, desired } = desk.record();
  const { phase, uptimeSec, conditions } = status();
  return {
    seq,
    bootId: await host.bootId(),
    at: new Date(clock.nowMs()).toISOString(),
    uptimeSec,
    phase,
    agentVersion: agent.version,
    observedRevision: desired?.revision ?? 0,
    conditions,
  };
}
