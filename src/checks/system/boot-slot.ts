import { cannotTell, defineCheck, pass, skip, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

/** Kairos marks how it was started with one of these files. */
const MODES = [
  "active_mode",
  "uki_boot_mode",
  "passive_mode",
  "recovery_mode",
  "live_mode",
] as const;
const WORDS: Readonly<Record<string, string>> = {
  passive_mode: "the fallback system",
  recovery_mode: "the recovery system",
  live_mode: "the live system of the installer",
};

export const bootSlot = defineCheck({
  ...ruleOf("system.boot-slot"),
  needs: ["os"],
  async run({ os: { isKairos } }, { host }) {
    if (!isKairos) return skip("one system only");
    const marks = await Promise.all(MODES.map((mode) => host.files.stat(`/run/cos/${mode}`)));
    const mode = MODES[marks.findIndex((mark) => mark !== undefined)];
    if (mode === undefined) return cannotTell("/run/cos does not say which system was started");
    const evidence = [`/run/cos/${mode}: there`];
    const words = WORDS[mode];
    if (words === undefined) return pass("the active system", { evidence });
    return warn(words, {
      code: "BOOT_SLOT_UNEXPECTED",
      expected: "the active system",
      remedy: "Read the log of the boot before (journalctl -b -1), then upgrade again or reboot.",
      why: "The last upgrade did not start, and what is changed now may be gone after the next one.",
      evidence,
    });
  },
});
