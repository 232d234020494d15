import { known } from "../../src/engine/index.ts";
import type { Disk, Gpu } from "../../src/inventory/index.ts";
import type { Snapshot } from "../../src/session/index.ts";
import { freshSnapshot } from "./session.ts";

const GB = 1_000_000_000;

/** A drive that would do, with nothing on it. */
export const EMPTY: Disk = {
  name: "nvme1n1",
  path: "/dev/nvme1n1",
  stablePath: "/dev/disk/by-id/nvme-SAMSUNG_MZQL21T9HCJR-00A07_S64GNE0R500456",
  sizeBytes: 1920 * GB,
  kind: "ssd",
  transport: "nvme",
  model: "SAMSUNG MZQL21T9HCJR-00A07",
  serial: "S64GNE0R500456",
  removable: false,
  isMain: false,
  contents: [],
};

export const MAIN: Disk = {
  name: "nvme0n1",
  path: "/dev/nvme0n1",
  stablePath: "/dev/disk/by-id/nvme-SAMSUNG_MZQL2960HCJR-00A07_S64FNE0R400123",
  sizeBytes: 960 * GB,
  kind: "ssd",
  transport: "nvme",
  model: "SAMSUNG MZQL2960HCJR-00A07",
  serial: "S64FNE0R400123",
  removable: false,
  isMain: true,
  contents: [
    { name: "nvme0n1p1", sizeBytes: GB, filesystem: "vfat", label: "COS_GRUB" },
    { name: "nvme0n1p2", sizeBytes: 64e6, filesystem: "ext4", label: "COS_OEM", mountedAt: "/oem" },
    { name: "nvme0n1p3", sizeBytes: 20 * GB, filesystem: "ext4", label: "COS_STATE" },
    {
      ...{ name: "nvme0n1p4", sizeBytes: 930 * GB, filesystem: "ext4", label: "COS_PERSISTENT" },
      ...{ mountedAt: "/usr/local", usedBytes: 14 * GB },
    },
  ],
};

export const FOREIGN: Disk = {
  name: "sda",
  path: "/dev/sda",
  stablePath: "/dev/disk/by-id/ata-ST4000NM0035_ZC1AAAAA",
  sizeBytes: 4000 * GB,
  kind: "rotational",
  transport: "sata",
  model: "ST4000NM0035",
  serial: "ZC1AAAAA",
  removable: false,
  isMain: false,
  contents: [
    { name: "sda1", sizeBytes: 2000 * GB, filesystem: "LVM2_member" },
    { name: "data-tank", sizeBytes: 1900 * GB, filesystem: "crypto_LUKS" },
    { name: "sda2", sizeBytes: 2000 * GB, filesystem: "linux_raid_member", label: "nas:0" },
  ],
  health: { failedCommands: 419 },
};

export const STICK: Disk = {
  name: "sdb",
  path: "/dev/sdb",
  sizeBytes: 15_931_539_456,
  kind: "usb",
  transport: "usb",
  model: "Ultra Fit",
  removable: true,
  isMain: false,
  contents: [{ name: "sdb", sizeBytes: 15_931_539_456, filesystem: "iso9660", label: "COS_LIVE" }],
};

/** As somebody without root sees it where udev does not run. */
export const UNREAD: Disk = {
  name: "vdb",
  path: "/dev/vdb",
  sizeBytes: 200 * GB,
  kind: "virtual",
  removable: false,
  isMain: false,
  contents: [],
  isUnread: true,
};

const GPUS: readonly Gpu[] = [
  { pciId: "10de:25b6", vendor: "NVIDIA", model: "A2 / A16", memoryGb: 16 },
  {
    ...{ pciId: "10de:2331", vendor: "NVIDIA", model: "H100 PCIe", memoryGb: 80 },
    ...{ migCapable: true, architecture: "Hopper" },
  },
  { pciId: "1a03:2000", vendor: "ASPEED" },
];

export const MANY: readonly Disk[] = [MAIN, EMPTY, FOREIGN, STICK, UNREAD];

export function withDrives(
  disks: readonly Disk[] | { readonly why: string },
  gpus: readonly Gpu[] = [],
): Snapshot {
  const fresh = freshSnapshot();
  if (fresh.inventory === null) throw new Error("a fresh snapshot has an inventory");
  const seen = "why" in disks ? ({ is: "unknown", why: disks.why } as const) : known(disks);
  return { ...fresh, inventory: { ...fresh.inventory, disks: seen, gpus: known(gpus) } };
}

export const manyDrives = (): Snapshot => withDrives(MANY, GPUS);
