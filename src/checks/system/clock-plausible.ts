import { formatDuration } from "../../quantity/index.ts";
import { cannotTell, defineCheck, fail, pass, warn } from "../check.ts";
import { readWord } from "../read.ts";
import { ruleOf } from "../rules.ts";

/** No host runs this program before it was written. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);
const RTC = "/sys/class/rtc/rtc0/since_epoch";
/** A hardware clock in local time is up to 14 h off and still fine. */
const MOST_APART_MS = 26 * 3_600_000;

export const clockPlausible = defineCheck({
  ...ruleOf("system.clock-plausible"),
  needs: [],
  async run(_, { host }) {
    const nowMs = host.clock.nowMs();
    const shown = `${new Date(nowMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
    if (nowMs < EARLIEST_MS) {
      return fail(shown, {
        code: "CLOCK_IMPLAUSIBLE",
        expected: "the current date",
        remedy: "Set the date (timedatectl set-time), then look at the battery of the clock.",
        why: "No certificate is valid yet at this date: registration and cluster both fail.",
      });
    }
    const rtc = await readWord(host, RTC);
    if (rtc.is === "unknown") return cannotTell(`${shown}; hardware clock: ${rtc.why}`);
    if (rtc.is === "absent") return pass(shown, { evidence: [`${RTC}: no hardware clock`] });
    const apartMs = Math.abs(Number(rtc.value) * 1000 - nowMs);
    const evidence = [`${RTC}: ${rtc.value}`];
    if (apartMs <= MOST_APART_MS) return pass(shown, { evidence });
    return warn(`hardware clock ${formatDuration(apartMs)} apart`, {
      code: "HARDWARE_CLOCK_WRONG",
      expected: "clocks that agree",
      remedy: "Write the time to the hardware clock (hwclock --systohc), or change its battery.",
      why: "After the next power cut the host starts with the wrong date.",
      evidence,
    });
  },
});
