import type { HostView } from "../engine/index.ts";
import type { BlockDevice } from "./disks-lsblk.ts";
import { readDetail } from "./read.ts";

const SECTOR_BYTES = 512;

/** Drives and partitions from sysfs alone: no labels, no stacked devices, no child process. */
export async function blockDevicesFromKernel(
  host: HostView,
): Promise<readonly BlockDevice[] | undefined> {
  const names = await host.files.list("/sys/block");
  return names && Promise.all(names.map((name) => readDrive(host, name)));
}

async function readDrive(host: HostView, name: string): Promise<BlockDevice> {
  const at = `/sys/block/${name}`;
  const [device, place, rotational, removable, model, serial, entries] = await Promise.all([
    readBlock(host, at, name),
    host.files.readLink(at).catch(() => undefined),
    readDetail(host, `${at}/queue/rotational`),
    readDetail(host, `${at}/removable`),
    readDetail(host, `${at}/device/model`),
    firstOf(host, [`${at}/device/serial`, `${at}/serial`]),
    host.files.list(at),
  ]);
  const partitions = (entries ?? []).filter((entry) => isPartition(entry, name));
  return {
    ...device,
    type: "disk",
    isRotational: rotational === undefined ? undefined : rotational === "1",
    isRemovable: removable === "1",
    model,
    serial,
    transport: transportAt(place ?? ""),
    children: await Promise.all(
      partitions.map((partition) => readBlock(host, `${at}/${partition}`, partition)),
    ),
  };
}

/** The way to it through the machine says what it is attached by: `../devices/pci0000:00/.../usb2/...`. */
function transportAt(place: string): string | undefined {
  const found = /\/(usb|nvme|ata|virtio|mmc)[^/]*\//.exec(place)?.[1];
  return found === "ata" ? "sata" : found;
}

/** `sda1`; with a `p` where the drive's own name ends in a digit. */
function isPartition(entry: string, drive: string): boolean {
  return entry.startsWith(drive) && /^p?\d+$/.test(entry.slice(drive.length));
}

async function readBlock(host: HostView, at: string, name: string): Promise<BlockDevice> {
  const [size, number] = await Promise.all([
    readDetail(host, `${at}/size`),
    readDetail(host, `${at}/dev`),
  ]);
  return {
    name,
    number: number ?? "",
    type: "part",
    sizeBytes: (Number(size) || 0) * SECTOR_BYTES,
    isRotational: undefined,
    isRemovable: false,
    model: undefined,
    serial: undefined,
    transport: undefined,
    filesystem: undefined,
    label: undefined,
    mountPoint: undefined,
    usedBytes: undefined,
    children: [],
  };
}

async function firstOf(host: HostView, paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const value = await readDetail(host, path);
    if (value !== undefined) return value;
  }
  return undefined;
}
