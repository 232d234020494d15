import { healthText, isFailing } from "../../drives/index.ts";
import { cannotTell, defineCheck, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

export const driveHealth = defineCheck({
  ...ruleOf("hardware.drive-health"),
  needs: ["disks"],
  run({ disks }, { limits }) {
    const seen = disks.flatMap((disk) => {
      const text = healthText(disk);
      return text === undefined ? [] : [{ disk, line: `${disk.name}: ${text}` }];
    });
    const evidence = seen.map(({ line }) => line);
    const bad = seen.filter(({ disk }) => isFailing(disk, limits));
    if (bad.length > 0) {
      return warn(bad.map(({ line }) => line).join("; "), {
        code: "DRIVE_FAILING",
        expected: `at most ${limits.maxDriveErrors} failed commands, and life left`,
        remedy: "Save what is on it and replace the drive.",
        why: "A drive that begins to fail loses the datastore first, which is written all the time.",
        evidence,
      });
    }
    if (evidence.length > 0) return pass("no errors counted", { evidence });
    return cannotTell(
      "no drive says how it is",
      "Ask it with smartctl -a, if it is no virtual one.",
    );
  },
});
