import type { HostView } from "../../engine/index.ts";
import { clear, defineSymptom, found, notHere } from "../symptom.ts";

const BLOCK = "/sys/block";

export const discardOff = defineSymptom({
  id: "drives.discard-off",
  code: "DISCARD_NOT_PASSED_ON",
  row: "D12",
  title: "The SSD gets slower and slower on a host with Trusted Boot",
  cause: "The encrypted volume does not tell the drive which blocks are free.",
  source: "Palette Edge, Trusted Boot",
  async probe({ host }) {
    const devices = (await host.files.list(BLOCK)) ?? [];
    const mapped = devices.filter((name) => name.startsWith("dm-"));
    const encrypted: Volume[] = [];
    for (const name of mapped) {
      const volume = await volumeAt(host, name, devices);
      if (volume !== undefined) encrypted.push(volume);
    }
    if (encrypted.length === 0) return notHere("no volume of this host is encrypted");
    const deaf = encrypted.filter((one) => one.canDriveDiscard && !one.isDiscardOn);
    if (deaf.length === 0) return clear("free blocks are passed on to the drive");
    const evidence = deaf.flatMap(({ name, title, drive }) => [
      `${name} (${title}): ${BLOCK}/${name}/queue/discard_max_bytes is 0`,
      `${drive} below it can discard`,
    ]);
    return found(["certain", "degraded"], evidence);
  },
  fix: [
    "See it: cryptsetup status NAME shows no discards among the flags.",
    "Switch it on for the running system: cryptsetup --allow-discards --persistent refresh NAME, then fstrim -a.",
    "Build it into the image with a stage that enables discards for the encrypted volumes.",
  ],
});

interface Volume {
  readonly name: string;
  readonly title: string;
  readonly drive: string;
  readonly canDriveDiscard: boolean;
  readonly isDiscardOn: boolean;
}

/** `undefined`: not encrypted by LUKS. */
async function volumeAt(
  host: HostView,
  name: string,
  devices: readonly string[],
): Promise<Volume | undefined> {
  const at = `${BLOCK}/${name}`;
  const uuid = await host.files.readText(`${at}/dm/uuid`);
  if (!uuid?.startsWith("CRYPT-LUKS")) return undefined;
  const [slave = ""] = (await host.files.list(`${at}/slaves`)) ?? [];
  // A partition has no queue of its own; the longest name of a drive that it begins with is its drive.
  const drives = devices.filter((device) => slave.startsWith(device));
  const drive = drives.toSorted((a, b) => b.length - a.length)[0] ?? slave;
  return {
    name,
    title: (await host.files.readText(`${at}/dm/name`))?.trim() ?? name,
    drive,
    canDriveDiscard: await canDiscard(host, drive),
    isDiscardOn: await canDiscard(host, name),
  };
}

async function canDiscard(host: HostView, device: string): Promise<boolean> {
  const text = await host.files.readText(`${BLOCK}/${device}/queue/discard_max_bytes`);
  return Number(text ?? 0) > 0;
}
