import { BOOT_WORDS, observeBoot } from "../../kairos/index.ts";
import { cannotTell, defineCheck, pass, skip, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

export const bootSlot = defineCheck({
  ...ruleOf("system.boot-slot"),
  needs: ["os"],
  async run({ os: { isKairos } }, { host }) {
    if (!isKairos) return skip("one system only");
    const boot = await observeBoot(host);
    if (boot.is === "unknown") return cannotTell(boot.why);
    if (boot.is === "absent" || boot.value.kind === "unknown")
      return cannotTell("neither /run/cos nor /proc/cmdline says which system was started");
    const { kind, evidence } = boot.value;
    if (kind === "active") return pass(BOOT_WORDS.active, { evidence });
    return warn(BOOT_WORDS[kind], {
      code: "BOOT_SLOT_UNEXPECTED",
      expected: BOOT_WORDS.active,
      remedy: "Read the log of the boot before (journalctl -b -1), then upgrade again or reboot.",
      why: "The last upgrade did not start, and what is changed now may be gone after the next one.",
      evidence,
    });
  },
});
