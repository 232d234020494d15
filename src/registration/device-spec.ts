import { type Fact, knownValue } from "../engine/index.ts";
import type { Disk, Inventory, Nic } from "../inventory/index.ts";
import type {
  DeviceDisk,
  DeviceGpu,
  DeviceNic,
  DeviceOs,
  DevicePartition,
  DeviceSpec,
} from "../plane/index.ts";
import { GIB, MIB } from "../quantity/index.ts";

export function deviceSpecOf(inventory: Inventory): DeviceSpec {
  const cpu = knownValue(inventory.cpu);
  const memory = knownValue(inventory.memory);
  const os = knownValue(inventory.os);
  const kernel = knownValue(inventory.kernel);
  const firmware = knownValue(inventory.firmware);
  const secureBoot = firmware === undefined ? undefined : knownValue(firmware.secureBoot);
  return given<DeviceSpec>({
    archType: cpu?.architecture ?? "amd64",
    hostState: "registration",
    hostType: os?.isKairos === true ? "appliance" : "agent-mode",
    secureBoot,
    cpu: cpu && { cores: cpu.cores },
    memory: memory && { sizeInMB: Math.floor(memory.totalBytes / MIB) },
    disks: listOf(inventory.disks, diskOf),
    nics: listOf(inventory.nics, nicOf),
    gpus: listOf(inventory.gpus, ({ vendor, model, pciId }) =>
      given<DeviceGpu>({ vendor, model, addresses: { [pciId]: pciId.replace(/[:.]/g, "_") } }),
    ),
    os:
      os && given<DeviceOs>({ family: os.id, version: os.version, kernelVersion: kernel?.release }),
  });
}

function diskOf({ sizeBytes, model, kind, contents }: Disk): DeviceDisk {
  const partitions = contents.map((content) => {
    const total = gib(content.sizeBytes);
    const used = content.usedBytes === undefined ? undefined : gib(content.usedBytes);
    return given<DevicePartition>({
      fileSystemType: content.filesystem,
      mountPoint: content.mountedAt,
      totalSpace: total || undefined,
      freeSpace: used === undefined ? undefined : total - used || undefined,
      usedSpace: used || undefined,
    });
  });
  return given<DeviceDisk>({
    size: gib(sizeBytes) || undefined,
    vendor: model?.split(" ")[0],
    controller: kind === "unknown" ? undefined : kind.toUpperCase(),
    partitions: partitions.length === 0 ? undefined : partitions,
  });
}

function nicOf({ name, mac, addresses }: Nic): DeviceNic {
  const first = addresses.find((address) => address.family === "ipv4") ?? addresses[0];
  return given<DeviceNic>({
    nicName: name,
    macAddr: mac,
    ip: first?.address,
    subnet: first?.family === "ipv4" ? dottedMask(first.prefix) : undefined,
  });
}

function dottedMask(prefix: number): string {
  const bits = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join(".");
}

function gib(bytes: number): number {
  return Math.floor(bytes / GIB);
}

function listOf<T, U>(fact: Fact<readonly T[]>, shape: (item: T) => U): readonly U[] | undefined {
  const items = knownValue(fact)?.map(shape);
  return items === undefined || items.length === 0 ? undefined : items;
}

/** Without the keys whose value is not known. */
function given<T extends object>(value: { readonly [K in keyof T]-?: T[K] | undefined }): T {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries) as T;
}
