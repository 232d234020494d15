export { factWithin, isLate } from "./deadline.ts";
export { readSignatures } from "./disks-blkid.ts";
export { type BlockDevice, blockDevicesFromLsblk } from "./disks-lsblk.ts";
export { readSiteTable, SITE_TABLE, type SiteTable } from "./gpu-table.ts";
export { observeLogins } from "./logins.ts";
export { observeMemory } from "./memory.ts";
export { dataFolder, type Mount, mountOf, observeDataFolder, readMounts } from "./mounts.ts";
export { observeNics } from "./nics.ts";
export { observeInventory } from "./observe.ts";
export { observeOs } from "./os.ts";
export type {
  Boot,
  Cpu,
  Disk,
  DiskContent,
  Dmi,
  DriveHealth,
  Firmware,
  Gpu,
  Inventory,
  InventorySubject,
  Kernel,
  Memory,
  Nic,
  NicAddress,
  OperatingSystem,
  Virtualization,
} from "./types.ts";
