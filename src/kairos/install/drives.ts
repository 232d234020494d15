import { holdsEdgeSystem, isAskedFor, judgeDrive, mediumOn } from "../../drives/index.ts";
import type { Blocked } from "../../engine/index.ts";
import type { Disk } from "../../inventory/index.ts";

/** Pure. Drives that can be chosen: not what this system runs from, and nothing people bring along. */
export function eligibleDrives(disks: readonly Disk[]): readonly Disk[] {
  return disks.filter((disk) => !disk.isMain && mediumOn(disk) === undefined);
}

/** Pure. The one that is meant: by any of its names, or the largest for `auto`, as Kairos takes it. */
export function driveMeant(disks: readonly Disk[], meant: string): Disk | undefined {
  const eligible = eligibleDrives(disks);
  if (meant !== "auto")
    return eligible.find((disk) => disk.name === meant || isAskedFor(disk, meant));
  return eligible.toSorted((one, other) => other.sizeBytes - one.sizeBytes)[0];
}

/** Pure. Why the system may not go onto this drive; `undefined`: it may, once its name is typed. */
export function driveObstacle(chosen: Disk, disks: readonly Disk[]): Blocked | undefined {
  const { verdict, reasons } = judgeDrive(chosen);
  if (verdict === "unfit")
    return {
      code: "INSTALL_DRIVE_UNFIT",
      message: `${chosen.path} will not do: ${reasons[0]?.text ?? "no reason told"}`,
      hint: "Choose another drive.",
    };
  const others = eligibleDrives(disks).filter((disk) => disk !== chosen && holdsEdgeSystem(disk));
  const [other] = others;
  if (other === undefined) return undefined;
  return {
    code: "INSTALL_OTHER_SYSTEM",
    message: `${others.map(({ path }) => path).join(" and ")} still holds an edge system: which of two starts is chance`,
    hint: `Save what is needed, then wipefs -a ${other.path}, or pull the drive: all data on it is lost.`,
  };
}
