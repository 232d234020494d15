import type { Disk, DiskContent } from "../../inventory/index.ts";
import { formatBytes } from "../../quantity/index.ts";

/** `/dev/sda 500 GB, Samsung 860, serial S4X2NJ0N: sda1 ext4 on /, 14 GB used`: enough to pick one out. */
export function describeDrive(disk: Disk): string {
  const serial = disk.serial === undefined ? undefined : `serial ${disk.serial}`;
  const size = `${disk.path} ${formatBytes(disk.sizeBytes)}`;
  const name = [size, disk.model, serial].filter((word) => word !== undefined);
  const contents = disk.contents.map(describeContent).join("; ");
  return contents === "" ? `${name.join(", ")}: empty` : `${name.join(", ")}: ${contents}`;
}

function describeContent(content: DiskContent): string {
  const { name, filesystem, label, mountedAt, usedBytes } = content;
  const words = [name, filesystem ?? "unknown content"];
  if (label !== undefined) words.push(`"${label}"`);
  if (mountedAt !== undefined) words.push(`on ${mountedAt}`);
  const used = usedBytes === undefined ? "" : `, ${formatBytes(usedBytes)} used`;
  return words.join(" ") + used;
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
