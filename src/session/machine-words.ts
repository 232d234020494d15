import { knownValue } from "../engine/index.ts";
import { formatBytes, formatGiB } from "../quantity/index.ts";
import type { Snapshot } from "./contract.ts";

type Inventory = NonNullable<Snapshot["inventory"]>;

/** Pure. What the machine is, a few words each; what could not be read is said to be unknown. */
export function machineWords(inventory: Inventory): readonly string[] {
  // `Debian GNU/Linux 12 (bookworm)` says nothing more than `Debian 12`, in twice the room.
  const os = knownValue(inventory.os)?.prettyName.replace(/ GNU\/Linux| \(.*\)/g, "");
  const kernel = knownValue(inventory.kernel)?.release.match(/^\d+\.\d+/)?.[0];
  const cores = knownValue(inventory.cpu)?.cores;
  const memory = knownValue(inventory.memory)?.totalBytes;
  const main = knownValue(inventory.disks)?.find(({ isMain }) => isMain);
  return [
    os ?? "OS unknown",
    kernel === undefined ? "kernel unknown" : `kernel ${kernel}`,
    cores === undefined ? "CPU unknown" : `${cores} cores`,
    memory === undefined ? "memory unknown" : formatGiB(memory),
    main === undefined
      ? "main drive unknown"
      : `${formatBytes(main.sizeBytes)} ${driveWord(main.kind)}`,
  ];
}

/** `up 14 min`; empty where nobody can tell. */
export function uptimeWords(inventory: Inventory): string {
  const seconds = knownValue(inventory.boot)?.uptimeSeconds;
  if (seconds === undefined) return "";
  if (seconds >= 86_400) return `up ${Math.floor(seconds / 86_400)} d`;
  if (seconds >= 3600) return `up ${Math.floor(seconds / 3600)} h`;
  return `up ${Math.floor(seconds / 60)} min`;
}

function driveWord(kind: string): string {
  return { ssd: "SSD", rotational: "rotating disk", emmc: "eMMC", usb: "USB" }[kind] ?? "drive";
}
