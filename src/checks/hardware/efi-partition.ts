import { formatBytes } from "../../quantity/index.ts";
import { cannotTell, defineCheck, fail, pass } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { describeDrive, NO_MAIN } from "./drives.ts";

const PLACES = ["/boot/efi", "/efi", "/boot"];

export const efiPartition = defineCheck({
  ...ruleOf("hardware.efi-partition"),
  needs: ["disks"],
  run({ disks }, { limits }) {
    const main = disks.filter(({ isMain }) => isMain);
    if (main.length === 0) return cannotTell(NO_MAIN);
    const parts = main
      .flatMap(({ contents }) => contents)
      .filter(({ filesystem, mountedAt = "" }) => filesystem === "vfat" || mountedAt === "/efi")
      .sort((one, other) => rank(one.mountedAt) - rank(other.mountedAt));
    const found = parts[0];
    const evidence = main.map(describeDrive);
    const expected = formatBytes(limits.minEfiBytes);
    if (found !== undefined && found.sizeBytes >= limits.minEfiBytes) {
      return pass(formatBytes(found.sizeBytes), { expected, evidence });
    }
    return fail(found === undefined ? "none" : formatBytes(found.sizeBytes), {
      code: "EFI_PARTITION_TOO_SMALL",
      expected,
      remedy: "Install with a larger EFI partition; it cannot grow later.",
      why: "With Trusted Boot kernel and first system are one signed file on this partition.",
      evidence,
    });
  },
});

const rank = (mountedAt = "") => (PLACES.includes(mountedAt) ? PLACES.indexOf(mountedAt) : 9);
