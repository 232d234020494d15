import type { Fact } from "../engine/index.ts";

/** The machine as found. Each subject stands alone: one unreadable source never hides another. */
export interface Inventory {
  readonly cpu: Fact<Cpu>;
  readonly memory: Fact<Memory>;
  readonly disks: Fact<readonly Disk[]>;
  readonly nics: Fact<readonly Nic[]>;
  readonly gpus: Fact<readonly Gpu[]>;
  readonly firmware: Fact<Firmware>;
  readonly dmi: Fact<Dmi>;
  readonly os: Fact<OperatingSystem>;
  readonly kernel: Fact<Kernel>;
  readonly virtualization: Fact<Virtualization>;
  readonly boot: Fact<Boot>;
}

export type InventorySubject = keyof Inventory;

export interface Cpu {
  /** As Node and Palette name it: `amd64`, `arm64`, else the kernel's word. */
  readonly architecture: string;
  readonly model: string;
  readonly vendor: string;
  readonly cores: number;
  readonly flags: readonly string[];
}

export interface Memory {
  /** As the kernel counts: what firmware reserved is missing. */
  readonly totalBytes: number;
  readonly availableBytes: number;
  readonly swapBytes: number;
}

export interface Disk {
  /** `sda`, `nvme0n1`. */
  readonly name: string;
  readonly path: string;
  /** `/dev/disk/by-id/...`: the same at every start, whichever drive is found first; absent: not known. */
  readonly stablePath?: string;
  readonly sizeBytes: number;
  readonly kind: "ssd" | "rotational" | "emmc" | "usb" | "virtual" | "unknown";
  /** What it is attached by, as the kernel calls it: `nvme`, `sata`, `usb`. */
  readonly transport?: string;
  readonly model?: string;
  readonly serial?: string;
  readonly removable: boolean;
  /** Holds the root file system. */
  readonly isMain: boolean;
  readonly contents: readonly DiskContent[];
  /** Nobody could look what is on it: an empty list of contents says nothing. */
  readonly isUnread?: true;
  /** Absent: it does not tell. */
  readonly health?: DriveHealth;
}

/** SCSI and SATA count failed commands since the start, eMMC tells its wear; NVMe tells only tools. */
export interface DriveHealth {
  readonly failedCommands?: number;
  /** Of its life, in steps of ten (JEDEC eMMC, device life time estimation). */
  readonly wornPercent?: number;
}

export interface DiskContent {
  readonly name: string;
  readonly sizeBytes: number;
  readonly filesystem?: string;
  readonly label?: string;
  readonly mountedAt?: string;
  readonly usedBytes?: number;
}

export interface Nic {
  readonly name: string;
  readonly mac: string;
  readonly kind: "ethernet" | "wifi" | "bond" | "bridge" | "vlan" | "virtual";
  readonly driver?: string;
  readonly carrier: Fact<boolean>;
  /** Megabits a second. */
  readonly speedMbps?: number;
  readonly mtu: number;
  readonly addresses: readonly NicAddress[];
}

export interface NicAddress {
  readonly family: "ipv4" | "ipv6";
  readonly address: string;
  readonly prefix: number;
  /** As the kernel says: `dynamic` means a lease or router advertisement with an end. */
  readonly method: "dynamic" | "permanent" | "link-local";
}

export interface Gpu {
  readonly pciId: string;
  readonly vendor: string;
  readonly model?: string;
  /** As its maker counts, where a table knows the card. */
  readonly memoryGb?: number;
  /** Whether it can be parted into several (MIG), where the site's table says so. */
  readonly migCapable?: boolean;
  /** `Ampere`, where the site's table says so. */
  readonly architecture?: string;
}

export interface Firmware {
  readonly mode: "uefi" | "bios";
  readonly secureBoot: Fact<boolean>;
  /** Absent: the machine has none. */
  readonly tpm: Fact<{ readonly version: string }>;
  readonly biosVendor?: string;
  readonly biosVersion?: string;
}

export interface Dmi {
  readonly productUuid: Fact<string>;
  readonly serial: Fact<string>;
  readonly manufacturer?: string;
  readonly product?: string;
  readonly board?: string;
}

export interface OperatingSystem {
  /** /etc/os-release ID: `ubuntu`, `debian`, `opensuse-leap`. */
  readonly id: string;
  readonly version: string;
  readonly prettyName: string;
  /** Immutable Kairos image: much of /etc does not survive a reboot. */
  readonly isKairos: boolean;
}

export interface Kernel {
  readonly release: string;
  readonly commandLine: string;
}

export interface Virtualization {
  /** `none`, `kvm`, `vmware`, `container`... */
  readonly kind: string;
  /** vmx or svm is there: virtual machines can run on this host. */
  readonly canHost: boolean;
}

export interface Boot {
  readonly bootId: string;
  readonly uptimeSeconds: number;
}
