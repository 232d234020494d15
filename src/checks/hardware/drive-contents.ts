import { holdsEdgeSystem } from "../../drives/index.ts";
import type { Disk } from "../../inventory/index.ts";
import { cannotTell, defineCheck, fail, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { describeDrive, NO_MAIN, smallestMain } from "./drives.ts";

export const driveContents = defineCheck({
  ...ruleOf("hardware.drive-contents"),
  needs: ["disks"],
  run({ disks }) {
    if (smallestMain(disks) === undefined) return cannotTell(NO_MAIN);
    const others = disks.filter((disk) => !disk.isMain);
    const evidence = disks.map(describeDrive);
    const systems = others.filter(holdsEdgeSystem);
    if (systems.length > 0) {
      return fail(`an edge system is on ${names(systems)}`, {
        code: "DRIVE_HOLDS_OTHER_SYSTEM",
        expected: "one system",
        remedy: "Remove that drive or the install medium, or wipe it.",
        why: "At boot either system may be found by its labels, and installers stop or loop.",
        evidence,
      });
    }
    const used = others.filter((disk) => disk.contents.length > 0);
    if (used.length > 0) {
      return warn(`data on ${names(used)}`, {
        code: "DRIVE_HOLDS_DATA",
        expected: "no foreign data",
        remedy: "Save what is needed, then wipe the drive, or waive this with a reason.",
        why: "Storage services take only empty drives, and what is on them may belong to someone.",
        evidence,
      });
    }
    const unread = others.filter(({ isUnread }) => isUnread === true);
    if (unread.length > 0)
      return cannotTell(`not seen: ${names(unread)}`, "Run the checks as root.");
    return pass(others.length === 0 ? "none fitted" : "empty", { evidence });
  },
});

function names(disks: readonly Disk[]): string {
  return disks.map(({ path }) => path).join(", ");
}
