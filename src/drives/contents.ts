import type { Disk, DiskContent } from "../inventory/index.ts";
import { formatBytes } from "../quantity/index.ts";

/** Partition labels of an immutable Kairos system; two such systems on one machine boot at random. */
const SYSTEM_LABEL = /^(COS|KAIROS)_/i;
/** Media a host is installed or set up from. */
const MEDIUM_LABEL = /^(COS_LIVE|cidata)$/i;
/** Where a live system mounts what it was started from, and where this program mounts a stick. */
const MEDIUM_PLACE =
  /^(\/run\/initramfs\/live|\/run\/cos\/live|\/run\/bringup\/sticks|\/cdrom)(\/|$)/;

/** Install media count too: at boot they are found by their label like any other system. */
export const holdsEdgeSystem = ({ contents }: Disk): boolean =>
  contents.some(({ label = "" }) => SYSTEM_LABEL.test(label));

/** `install medium COS_LIVE`; `undefined`: it is none that is known by its label or place. */
export function mediumOn({ contents }: Disk): string | undefined {
  const labelled = contents.find(({ label = "" }) => MEDIUM_LABEL.test(label));
  if (labelled?.label?.toLowerCase() === "cidata") return "user-data medium (cidata)";
  if (labelled !== undefined) return `install medium (${labelled.label})`;
  const isInUse = contents.some(({ mountedAt = "" }) => MEDIUM_PLACE.test(mountedAt));
  return isInUse ? "medium in use now" : undefined;
}

/** The same without its label, for a list. */
export const mediumWord = (medium: string): string => medium.replace(/ \(.*$/, "");

/** What a signature means to somebody who is about to erase it (blkid, libblkid superblocks). */
const SIGNATURES: Readonly<Record<string, string>> = {
  LVM2_member: "part of an LVM volume group",
  crypto_LUKS: "encrypted (LUKS)",
  linux_raid_member: "member of a software RAID",
  ddf_raid_member: "member of a hardware RAID",
  isw_raid_member: "member of an Intel RAID",
  zfs_member: "member of a ZFS pool",
  bcache: "cache of another drive (bcache)",
  ceph_bluestore: "Ceph storage",
  swap: "swap",
  vfat: "vfat",
  iso9660: "ISO image",
};

/** `sda1 ext4 "COS_STATE" on /, 14 GB of 40 GB used`. */
export function contentText(content: DiskContent): string {
  const { name, filesystem, label, mountedAt, sizeBytes, usedBytes } = content;
  const what =
    filesystem === undefined ? "unknown content" : (SIGNATURES[filesystem] ?? filesystem);
  const words = [name, what];
  if (label !== undefined) words.push(`"${label}"`);
  if (mountedAt !== undefined) words.push(`on ${mountedAt}`);
  const size = formatBytes(sizeBytes);
  return `${words.join(" ")}, ${usedBytes === undefined ? size : `${formatBytes(usedBytes)} of ${size} used`}`;
}
