import { cannotTell, defineCheck, pass, skip, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

const PLACE = "/etc/shadow";
const DAY_MS = 86_400_000;

export const rootExpiry = defineCheck({
  ...ruleOf("system.root-expiry"),
  needs: [],
  async run(_, { host }) {
    const text = await host.files.readText(PLACE);
    if (text === undefined) return skip(`no ${PLACE}`);
    const line = text.split("\n").find((entry) => entry.startsWith("root:"));
    if (line === undefined) return cannotTell("root has no entry");
    const endDay = lastDay(line);
    const today = Math.floor(host.clock.nowMs() / DAY_MS);
    if (endDay === undefined) return pass("never");
    const shown = new Date(endDay * DAY_MS).toISOString().slice(0, 10);
    if (endDay > today) return pass(`on ${shown}`);
    return warn(`since ${shown}`, {
      code: "ROOT_EXPIRED",
      expected: "a login that has not expired",
      remedy: "Set the password of root anew, or lift its age (chage -M -1 -E -1 root).",
      why: "Services and upgrades that act as root are refused by PAM from that day on.",
    });
  },
});

/** shadow(5), in days since 1970: the day of the last change and the days it holds; the end of the account. */
function lastDay(line: string): number | undefined {
  const [, , changed, , most, , , expires] = line.split(":");
  const ends = [
    ...(changed && most && Number(most) < 99_999 ? [Number(changed) + Number(most)] : []),
    ...(expires ? [Number(expires)] : []),
  ].filter((day) => Number.isFinite(day));
  return ends.length === 0 ? undefined : Math.min(...ends);
}
