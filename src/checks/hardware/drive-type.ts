import type { Disk } from "../../inventory/index.ts";
import { type CheckOutcome, cannotTell, defineCheck, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { describeDrive, NO_MAIN, smallestMain } from "./drives.ts";

export const driveType = defineCheck({
  ...ruleOf("hardware.drive-type"),
  needs: ["disks"],
  run({ disks }) {
    const main = smallestMain(disks);
    return main === undefined ? cannotTell(NO_MAIN) : judge(main);
  },
});

const SHOWN: Readonly<Record<Disk["kind"], string>> = {
  ssd: "SSD",
  rotational: "rotating disk",
  emmc: "eMMC or SD card",
  usb: "USB drive",
  virtual: "virtual drive",
  unknown: "drive of unknown type",
};

function judge(main: Disk): CheckOutcome {
  const shown = SHOWN[main.kind];
  const evidence = [describeDrive(main)];
  if (main.kind === "ssd") return pass(shown, { evidence });
  if (main.kind === "virtual" || main.kind === "unknown") {
    return cannotTell(
      `${shown}: it does not say what is behind it`,
      "Judge by Drive latency, which is measured.",
    );
  }
  return warn(shown, {
    code: "MAIN_DRIVE_NOT_SSD",
    expected: "SSD",
    remedy: "Install the system on an SSD or NVMe drive.",
    why: "The datastore makes every write durable; slow drives make it lose its leader.",
    evidence,
  });
}
