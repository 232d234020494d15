import type { Gather } from "../../host/index.ts";
import type { Collector } from "../contract.ts";
import { command, file, folder, listing, program } from "./lines.ts";

/** A drive that does not answer costs this, and nobody else waits for it. */
const DRIVE_MS = 12_000;

export const STORAGE: readonly Collector[] = [
  command("storage/drives", "Drives", "lsblk --output-all"),
  command("storage/file-systems", "File systems", "lsblk --fs"),
  command("storage/space", "Space", "df -T -B1"),
  command("storage/inodes", "Inodes", "df -i"),
  file("/proc/mounts", "Mounts"),
  file("/proc/partitions", "Partitions"),
  file("/proc/mdstat", "RAID"),
  file("/etc/fstab", "Mounts at boot"),
  command("storage/volumes-physical", "LVM, physical volumes", "pvs -a -v"),
  command("storage/volume-groups", "LVM, volume groups", "vgs -a -v"),
  command("storage/volumes", "LVM, volumes", "lvs -a -v"),
  command("storage/device-mapper", "Device mapper", "dmsetup info -c"),
  command("storage/nvme", "NVMe drives", "nvme list"),
  command("storage/multipath", "Paths to drives", "multipath -ll"),
  listing("/dev/disk/by-label", "Labels of file systems"),
  folder("/etc/lvm", "Settings of LVM", { only: /\.conf$/ }),
  {
    id: "storage.rotational",
    title: "Which drives rotate",
    into: "storage/rotational.txt",
    what: { is: "each", find: async (gather) => [rotationalOf(await drivesOf(gather), gather)] },
  },
  {
    id: "storage.health",
    title: "Health of each drive",
    into: "storage",
    // Each drive has its own limit below.
    timeoutMs: 40_000,
    what: { is: "each", find: async (gather) => (await drivesOf(gather)).flatMap(healthOf) },
  },
];

async function drivesOf({ files }: Gather): Promise<readonly string[]> {
  const names = (await files.list("/sys/block")) ?? [];
  return names.filter((name) => /^(?:sd|vd|xvd|nvme|mmcblk|hd)[\w]*$/.test(name));
}

function rotationalOf(drives: readonly string[], { read }: Gather): Collector {
  return {
    id: "storage.rotational",
    title: "Which drives rotate",
    into: "storage/rotational.txt",
    what: {
      is: "text",
      async read(signal) {
        const lines = drives.map(async (name) => {
          const path = `/sys/block/${name}/queue/rotational`;
          for await (const chunk of read(path, { maxBytes: 16, keep: "first", signal }))
            return `${name} ${Buffer.from(chunk).toString("latin1").trim()}\n`;
          return `${name} unknown\n`;
        });
        return (await Promise.all(lines)).join("");
      },
    },
  };
}

function healthOf(name: string): readonly Collector[] {
  const smart = program(
    `storage/smart-${name}`,
    `SMART of ${name}`,
    ["smartctl", "-x", `/dev/${name}`],
    { timeoutMs: DRIVE_MS },
  );
  if (!name.startsWith("nvme")) return [smart];
  const log = ["nvme", "smart-log", `/dev/${name}`] as const;
  return [
    smart,
    program(`storage/nvme-${name}`, `NVMe log of ${name}`, log, { timeoutMs: DRIVE_MS }),
  ];
}
