import type { HostView } from "../engine/index.ts";
import { readSignatures } from "./disks-blkid.ts";
import { readHealth } from "./disks-health.ts";
import { blockDevicesFromKernel } from "./disks-kernel.ts";
import { type BlockDevice, blockDevicesFromLsblk } from "./disks-lsblk.ts";
import { readDeviceLinks, stablePathOf } from "./disks-names.ts";
import { readUdev, type UdevRecord } from "./disks-udev.ts";
import { type Mount, readMounts } from "./mounts.ts";
import type { Disk, DiskContent, DriveHealth } from "./types.ts";

/**
 * `lsblk` knows labels and stacked devices (LVM, LUKS, RAID); where it does not answer, sysfs gives
 * drives, partitions and what is mounted. `systeminformation.diskLayout` drops mounted drives
 * without a model (virtio, eMMC), so it is not asked.
 */
export async function observeDisks(host: HostView, signal: AbortSignal): Promise<readonly Disk[]> {
  const [devices, mounts, links] = await Promise.all([
    blockDevices(host, signal),
    readMounts(host),
    readDeviceLinks(host),
  ]);
  const drives = devices.filter(isDrive);
  const main = mainDrives(drives, mounts);
  const close = await Promise.all(drives.map((drive) => lookCloser(host, drive)));
  const hasSeenSignatures = close.some(({ drive }) => [drive, ...below(drive)].some(isSigned));
  const seen = hasSeenSignatures ? close : await searchSelf(host, { close, mounts, signal });
  return seen.map((close) =>
    describe(close, {
      mounts,
      isMain: main.has(close.drive.name),
      links: [...(close.udev?.links ?? []), ...(links.get(close.drive.name) ?? [])],
      isUnread: !hasSeenSignatures && !isSearched(close, mounts),
    }),
  );
}

/** What else the host says of one drive. */
interface CloseLook {
  readonly drive: BlockDevice;
  readonly udev: UdevRecord | undefined;
  readonly health: DriveHealth | undefined;
  /** Whoever looks may read the drive itself. */
  readonly isOpen: boolean;
  readonly wasSearched?: true;
}

interface Unsearched {
  readonly close: readonly CloseLook[];
  readonly mounts: readonly Mount[];
  readonly signal: AbortSignal;
}

/** Root reads signatures where nobody else did; one more child, and only then. */
async function searchSelf(
  host: HostView,
  { close, mounts, signal }: Unsearched,
): Promise<readonly CloseLook[]> {
  const open = close.filter((look) => look.isOpen && !isSearched(look, mounts));
  if (open.length === 0) return close;
  const paths = open.flatMap(({ drive }) => [drive, ...below(drive)]).map(pathOf);
  const found = await readSignatures(host, paths, signal);
  if (found === undefined) return close;
  const signed = (device: BlockDevice): BlockDevice => ({
    ...device,
    ...found.get(pathOf(device)),
    children: device.children.map(signed),
  });
  return close.map((look) =>
    open.includes(look) ? { ...look, drive: signed(look.drive), wasSearched: true } : look,
  );
}

const pathOf = ({ name, type }: BlockDevice): string =>
  /^(lvm|crypt|mpath|dm)$/.test(type) ? `/dev/mapper/${name}` : `/dev/${name}`;

async function lookCloser(host: HostView, drive: BlockDevice): Promise<CloseLook> {
  const [udev, health, status, node] = await Promise.all([
    readUdev(host, drive.number),
    readHealth(host, drive.name),
    host.files.readText("/proc/self/status").catch(() => undefined),
    host.files.stat(`/dev/${drive.name}`).catch(() => undefined),
  ]);
  // The second number is the effective user (proc_pid_status(5)).
  const isRoot = /^Uid:\s+\d+\s+0\s/m.test(status ?? "");
  return {
    drive: await withUdev(host, drive, udev),
    ...{ udev, health },
    isOpen: isRoot && node !== undefined,
  };
}

/** Where the source told neither file system nor label, udev may have. */
async function withUdev(
  host: HostView,
  device: BlockDevice,
  record: UdevRecord | undefined,
): Promise<BlockDevice> {
  const children = device.children.map(async (child) => {
    return withUdev(host, child, await readUdev(host, child.number));
  });
  return {
    ...device,
    filesystem: device.filesystem ?? record?.filesystem,
    label: device.label ?? record?.label,
    transport: device.transport ?? record?.bus,
    children: await Promise.all(children),
  };
}

/** What is mounted whole has nothing else on it. */
const isSearched = ({ drive, udev, wasSearched }: CloseLook, mounts: readonly Mount[]): boolean =>
  udev !== undefined || wasSearched === true || mountsOf(drive, mounts).length > 0;

const isSigned = ({ filesystem, label }: BlockDevice) =>
  filesystem !== undefined || label !== undefined;

async function blockDevices(host: HostView, signal: AbortSignal): Promise<readonly BlockDevice[]> {
  try {
    return await blockDevicesFromLsblk(host, signal);
  } catch (cause) {
    const devices = await blockDevicesFromKernel(host);
    if (devices !== undefined) return devices;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${why}, and /sys/block is missing`, { cause });
  }
}

/** Whole drives a person can hold or a hypervisor lends: no RAM, loop, optical or flash boot areas. */
function isDrive(device: BlockDevice): boolean {
  if (device.type !== "disk" || device.sizeBytes === 0) return false;
  return !/^(loop|ram|zram|fd|sr|nbd|dm-|md|mtdblock|ubiblock|mmcblk\d+(boot|rpmb|gp))/.test(
    device.name,
  );
}

/** On immutable images the root is an overlay; then the drive with the persistent data counts. */
const MAIN_PLACES = ["/", "/var/lib", "/usr/local", "/oem", "/boot", "/boot/efi"];

function mainDrives(drives: readonly BlockDevice[], mounts: readonly Mount[]): ReadonlySet<string> {
  for (const place of MAIN_PLACES) {
    const holding = drives.filter((drive) =>
      [drive, ...below(drive)].some((device) => mountsOf(device, mounts).includes(place)),
    );
    if (holding.length > 0) return new Set(holding.map((drive) => drive.name));
  }
  return new Set();
}

interface Around {
  readonly mounts: readonly Mount[];
  readonly isMain: boolean;
  readonly links: readonly string[];
  readonly isUnread: boolean;
}

function describe({ drive, health }: CloseLook, around: Around): Disk {
  const { mounts, isMain, isUnread } = around;
  const holders = [drive, ...below(drive)].filter(
    (device) => device !== drive || isSigned(device) || mountsOf(device, mounts).length > 0,
  );
  const stablePath = stablePathOf(around.links);
  return {
    name: drive.name,
    path: `/dev/${drive.name}`,
    ...(stablePath === undefined ? {} : { stablePath }),
    sizeBytes: drive.sizeBytes,
    kind: kindOf(drive),
    ...(drive.transport === undefined ? {} : { transport: drive.transport }),
    ...(drive.model === undefined ? {} : { model: drive.model }),
    ...(drive.serial === undefined ? {} : { serial: drive.serial }),
    removable: drive.isRemovable,
    isMain,
    contents: holders.map((device) => describeContent(device, mounts)),
    ...(isUnread ? { isUnread } : {}),
    ...(health === undefined ? {} : { health }),
  };
}

function describeContent(device: BlockDevice, mounts: readonly Mount[]): DiskContent {
  const mountedAt = mountsOf(device, mounts)[0] ?? device.mountPoint;
  const filesystem = mountOfDevice(device, mounts)?.filesystem ?? device.filesystem;
  return {
    name: device.name,
    sizeBytes: device.sizeBytes,
    ...(filesystem === undefined ? {} : { filesystem }),
    ...(device.label === undefined ? {} : { label: device.label }),
    ...(mountedAt === undefined ? {} : { mountedAt }),
    ...(device.usedBytes === undefined ? {} : { usedBytes: device.usedBytes }),
  };
}

function below(device: BlockDevice): readonly BlockDevice[] {
  return device.children.flatMap((child) => [child, ...below(child)]);
}

/** btrfs mounts carry a device number of their own, so the source counts as well. */
function isMountOf(mount: Mount, device: BlockDevice): boolean {
  return (
    mount.device === device.number ||
    mount.source === `/dev/${device.name}` ||
    mount.source === `/dev/mapper/${device.name}`
  );
}

function mountOfDevice(device: BlockDevice, mounts: readonly Mount[]): Mount | undefined {
  return mounts.find((mount) => isMountOf(mount, device));
}

/** Shortest first: `/` before what is bound from it. */
function mountsOf(device: BlockDevice, mounts: readonly Mount[]): readonly string[] {
  return mounts
    .filter((mount) => isMountOf(mount, device))
    .map((mount) => mount.mountPoint)
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

/** Hypervisors report any rotation rate they like, so for theirs it is no evidence. */
const LENT = /^(QEMU|VBOX|VMware|Virtual_?\s?disk|Msft|PersistentDisk|Amazon Elastic|BHYVE)/i;

function kindOf(drive: BlockDevice): Disk["kind"] {
  if (drive.transport === "usb") return "usb";
  if (drive.name.startsWith("mmcblk")) return "emmc";
  if (/^(vd|xvd)/.test(drive.name) || LENT.test(drive.model ?? "")) return "virtual";
  if (drive.name.startsWith("nvme")) return "ssd";
  if (drive.isRotational === undefined) return "unknown";
  return drive.isRotational ? "rotational" : "ssd";
}
