import { contentText } from "../../drives/index.ts";
import type { Disk } from "../../inventory/index.ts";
import { formatBytes } from "../../quantity/index.ts";

/** `/dev/sda 500 GB, Samsung 860, serial S4X2NJ0N: sda1 ext4 on /, 14 GB of 40 GB used`: enough to pick one out. */
export function describeDrive(disk: Disk): string {
  const serial = disk.serial === undefined ? undefined : `serial ${disk.serial}`;
  const size = `${disk.path} ${formatBytes(disk.sizeBytes)}`;
  const name = [size, disk.model, serial].filter((word) => word !== undefined);
  const contents = disk.contents.map(contentText).join("; ");
  const none = disk.isUnread === true ? "nobody could look what is on it" : "empty";
  return `${name.join(", ")}: ${contents === "" ? none : contents}`;
}

/** The drives that hold the system; more than one under RAID. The smallest decides. */
export function smallestMain(disks: readonly Disk[]): Disk | undefined {
  return disks
    .filter((disk) => disk.isMain)
    .reduce<Disk | undefined>(
      (least, disk) => (least === undefined || disk.sizeBytes < least.sizeBytes ? disk : least),
      undefined,
    );
}

export const NO_MAIN = "none of the drives seen holds the root file system";
