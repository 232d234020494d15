import type { HostView } from "../engine/index.ts";
import { sanitize } from "../text/index.ts";

/** What udev keeps of a device: its other names, and what it found on it. */
export interface UdevRecord {
  /** Absolute, as `/dev/disk/by-id/...`. */
  readonly links: readonly string[];
  readonly filesystem: string | undefined;
  readonly label: string | undefined;
  /** `ata`, `usb`, `scsi`. */
  readonly bus: string | undefined;
}

/**
 * systemd's record of a device, readable for everybody (sd-device, device-private.c): `S:` is a name
 * below /dev, `E:` a property. `undefined`: udev does not run here, or has not seen it.
 */
export async function readUdev(host: HostView, number: string): Promise<UdevRecord | undefined> {
  if (number === "") return undefined;
  const path = `/run/udev/data/b${number}`;
  const text = await host.files.readText(path, { maxBytes: 64 * 1024 }).catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split("\n").map((line) => sanitize(line).trim());
  const property = (name: string) =>
    lines.find((line) => line.startsWith(`E:${name}=`))?.slice(name.length + 3) || undefined;
  return {
    links: lines.flatMap((line) => (line.startsWith("S:") ? [`/dev/${line.slice(2)}`] : [])),
    filesystem: property("ID_FS_TYPE"),
    label: property("ID_FS_LABEL"),
    bus: property("ID_BUS"),
  };
}
