import { formatDuration } from "../../quantity/index.ts";
import { outOfDate, readChain, timeText } from "../chain.ts";
import { cannotTell, type Finding, ok, type Rung, type Standing, skip } from "../rung.ts";
import { handshake } from "../talk.ts";
import { byTimeServers, type TrueTime, trueTime } from "../true-time.ts";

/** No host runs this program before it was written. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);
/** Kerberos' and most tokens' limit; certificates have days. */
const MOST_OFF_MS = 300_000;
/** A Date header has whole seconds, and was written some time ago. */
const DATE_STEP_MS = 2_000;

/** Is the clock right enough for certificates and tokens? */
export const clock: Rung = {
  id: "clock",
  title: "Clock",
  timeoutMs: 14_000,
  async look(standing): Promise<Finding> {
    const { destination, host } = standing;
    if (destination.kind === "ntp") return skip("the time is what is asked for");
    const nowMs = host.clock.nowMs();
    const outcome = destination.url?.startsWith("https:") ? await handshake(standing) : undefined;
    const chain = outcome?.is === "shaken" ? readChain(outcome.chain) : [];
    const late = outOfDate(chain, nowMs);
    if (late !== undefined) return await whoIsWrong(late, standing);
    if (nowMs < EARLIEST_MS)
      return {
        verdict: "fail",
        goesOn: true,
        code: "CLOCK_IMPLAUSIBLE",
        sentence: `the clock shows ${timeText(nowMs)}`,
        evidence: [timeText(nowMs)],
      };
    // Where TLS does not come about nobody is there to write a date.
    const time = await (outcome?.is === "failed" ? byTimeServers(standing) : trueTime(standing));
    return judge(time, nowMs);
  },
};

function judge(time: TrueTime | undefined, nowMs: number): Finding {
  if (time === undefined) return ok([`${timeText(nowMs)}, nothing to compare it with`]);
  const { offsetMs, source, isTimeServer } = time;
  const isClose = !isTimeServer && Math.abs(offsetMs) < DATE_STEP_MS;
  const evidence = [`${isClose ? "right to a second or two" : wordsOf(offsetMs)}, says ${source}`];
  if (Math.abs(offsetMs) <= MOST_OFF_MS) return ok(evidence);
  if (!isTimeServer) return cannotTell(evidence.join());
  return {
    verdict: "fail",
    goesOn: true,
    code: "CLOCK_WRONG",
    sentence: `the clock is ${wordsOf(offsetMs)}`,
    evidence,
  };
}

/** A certificate out of date: is it old, or is this clock wrong? */
async function whoIsWrong(
  { subject, validFromMs, validToMs }: ReturnType<typeof readChain>[number],
  standing: Standing,
): Promise<Finding> {
  const nowMs = standing.host.clock.nowMs();
  const time = await trueTime(standing);
  if (time === undefined)
    return cannotTell(
      `${timeText(nowMs)}, outside the certificate, with nothing to compare it with`,
    );
  const trueMs = nowMs - time.offsetMs;
  const isGoodThen = validFromMs <= trueMs && trueMs <= validToMs;
  const evidence = [
    `${wordsOf(time.offsetMs)}, says ${time.source}`,
    `${subject} is valid ${timeText(validFromMs)} to ${timeText(validToMs)}`,
  ];
  if (!isGoodThen) return judge(time, nowMs);
  return {
    verdict: "fail",
    code: "CLOCK_OUTSIDE_CERTIFICATE",
    sentence: `the clock is ${wordsOf(time.offsetMs)} and so outside the certificate of ${subject}`,
    evidence,
  };
}

function wordsOf(offsetMs: number): string {
  const apart = formatDuration(Math.abs(offsetMs));
  if (Math.abs(offsetMs) < 1_000) return `right to ${apart}`;
  return `${apart} ${offsetMs > 0 ? "ahead" : "behind"}`;
}
