import { formatBytes } from "../../quantity/index.ts";
import { cannotTell, defineCheck, fail, pass } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { describeDrive, NO_MAIN, smallestMain } from "./drives.ts";

export const mainDrive = defineCheck({
  ...ruleOf("hardware.main-drive"),
  needs: ["disks"],
  run({ disks }, { limits }) {
    const main = smallestMain(disks);
    if (main === undefined) return cannotTell(NO_MAIN);
    const shown = formatBytes(main.sizeBytes);
    const expected = formatBytes(limits.minMainDiskBytes);
    const evidence = [describeDrive(main)];
    if (main.sizeBytes >= limits.minMainDiskBytes) return pass(shown, { expected, evidence });
    return fail(shown, {
      code: "MAIN_DRIVE_BELOW_MINIMUM",
      expected,
      remedy: "Fit a larger drive, or waive this with a reason.",
      why: `Below ${expected} images and logs evict the control plane within days.`,
      evidence,
    });
  },
});
