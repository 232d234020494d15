import type { Fact, NewCondition } from "../engine/index.ts";
import { BOOT_WORDS, type KairosBoot } from "./boot.ts";

const BACK =
  "To start the active system again: grub2-editenv /oem/grubenv set next_entry=cos, then reboot.";

/**
 * Pure: which of its systems an immutable host was started from. Empty where there is one alone, and where
 * nobody can tell what kind of host this is.
 */
export function bootConditions(boot: Fact<KairosBoot>): readonly NewCondition[] {
  if (boot.is !== "known") return [];
  const type = "ActiveSystem";
  const { kind, hasFailedUpgrade, evidence } = boot.value;
  const seen = evidence.length === 0 ? "" : ` (${evidence.join(", ")})`;
  switch (kind) {
    case "active":
      return [{ type, status: "True", reason: "Active", message: "The active system runs." }];
    case "passive": {
      const why = hasFailedUpgrade ? "its last upgrade did not start" : "the boot loader chose it";
      const message = `This host booted its fallback image: ${why}${seen}. Read journalctl -b -1. ${BACK}`;
      return [{ type, status: "False", reason: "Fallback", message }];
    }
    case "unknown": {
      const message = "Neither /run/cos nor /proc/cmdline says which system was started.";
      return [{ type, status: "Unknown", reason: "NotSaid", message }];
    }
    default: {
      const message = `This host booted ${BOOT_WORDS[kind]}${seen}: nothing is changed here. ${BACK}`;
      return [{ type, status: "False", reason: "ForRepair", message }];
    }
  }
}
