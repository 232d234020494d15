/**
 * The hardware as Palette's public API models it (DeviceSpec). Zero, empty and unknown are left out,
 * as in its own answers. Memory in MiB, disks in GiB: the samples prove it, the texts say otherwise.
 */
export interface DeviceSpec {
  readonly archType: string;
  readonly hostState: "registration";
  readonly hostType: "appliance" | "agent-mode";
  readonly secureBoot?: boolean;
  readonly cpu?: { readonly cores: number };
  readonly memory?: { readonly sizeInMB: number };
  readonly disks?: readonly DeviceDisk[];
  readonly nics?: readonly DeviceNic[];
  readonly gpus?: readonly DeviceGpu[];
  readonly os?: DeviceOs;
}

export interface DeviceOs {
  readonly family: string;
  readonly version: string;
  readonly kernelVersion?: string;
}

export interface DeviceDisk {
  readonly size?: number;
  readonly vendor?: string;
  readonly controller?: string;
  readonly partitions?: readonly DevicePartition[];
}

export interface DevicePartition {
  readonly fileSystemType?: string;
  readonly mountPoint?: string;
  readonly totalSpace?: number;
  readonly freeSpace?: number;
  readonly usedSpace?: number;
}

export interface DeviceNic {
  readonly nicName: string;
  readonly macAddr: string;
  readonly ip?: string;
  /** Dotted mask, not a prefix. */
  readonly subnet?: string;
}

export interface DeviceGpu {
  readonly vendor: string;
  readonly model?: string;
  readonly addresses: Readonly<Record<string, string>>;
}
