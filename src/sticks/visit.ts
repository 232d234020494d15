import type { Argv, HostIO } from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import { type BlockDevice, blockDevicesFromLsblk } from "../inventory/index.ts";

export interface StickLook {
  readonly host: HostIO;
  readonly signal: AbortSignal;
  /** Which file systems are meant; those on media that can be pulled out, unless told. */
  isMeant?(device: BlockDevice, drive: BlockDevice): boolean;
  /** What is said when there is none; of USB sticks unless told. */
  readonly none?: string;
  /** What is done there; only read unless told. */
  readonly access?: "write";
}

/** A file system while it is mounted. */
export interface Stick {
  /** Its label, or the name of the device where it has none. */
  readonly shown: string;
  readonly label: string | undefined;
  /** As the kernel names it: `vfat`, `iso9660`. */
  readonly filesystem: string;
  /** Where its files are, until the visit ends. */
  readonly folder: string;
}

export interface Visited<T> {
  readonly visits: readonly T[];
  /** Sentences for a person, one per thing that could not be read, or that nothing was there. */
  readonly problems: readonly string[];
}

/** Only for root, gone with the power. */
const FOLDER = "/run/bringup/sticks";
const MOUNT_MS = 20_000;

/** `noload` and `norecovery`: also a read-only mount would write a journal that is not finished. */
const OPTIONS: Readonly<Record<string, string>> = {
  ext3: "noload",
  ext4: "noload",
  xfs: "norecovery",
};
const READABLE = /^(vfat|exfat|ntfs|ext[234]|xfs|btrfs|iso9660|udf)$/;
const WRITABLE = /^(vfat|exfat|ext[234]|xfs|btrfs)$/;

const NONE = "no USB stick with a file system is plugged in";

/** Visits whatever medium was plugged in, one after the other; only an abort of the look is thrown. */
export async function visitSticks<T>(
  look: StickLook,
  visit: (stick: Stick) => Promise<T>,
): Promise<Visited<T>> {
  let devices: readonly BlockDevice[];
  try {
    devices = (await blockDevicesFromLsblk(look.host, look.signal)).flatMap(meantBy(look));
  } catch (thrown) {
    look.signal.throwIfAborted();
    return { visits: [], problems: [`the drives cannot be listed: ${messageOf(thrown)}`] };
  }
  if (devices.length === 0) return { visits: [], problems: [look.none ?? NONE] };
  const visits: T[] = [];
  const problems: string[] = [];
  for (const device of devices) {
    const problem = await visitOne(device, look, async (stick) => {
      visits.push(await visit(stick));
    });
    if (problem !== undefined) problems.push(problem);
  }
  return { visits, problems };
}

/** A stick has its file system on itself or on its partitions. */
function meantBy({ isMeant = isPluggedIn, access }: StickLook) {
  const usable = access === "write" ? WRITABLE : READABLE;
  return (drive: BlockDevice): readonly BlockDevice[] =>
    [drive, ...drive.children].filter(
      (device) =>
        /^[a-z0-9]+$/.test(device.name) &&
        usable.test(device.filesystem ?? "") &&
        isMeant(device, drive),
    );
}

function isPluggedIn(_: BlockDevice, drive: BlockDevice): boolean {
  return drive.isRemovable || drive.transport === "usb";
}

/** What kept it from being read; `undefined`: nothing. */
async function visitOne(
  device: BlockDevice,
  look: StickLook,
  visit: (stick: Stick) => Promise<void>,
): Promise<string | undefined> {
  const { host, signal } = look;
  const { label, filesystem = "", mountPoint } = device;
  const shown = label ?? device.name;
  const known = { shown, label, filesystem };
  const done = look.access === "write" ? "written" : "read";
  if (mountPoint !== undefined) {
    await visit({ ...known, folder: mountPoint });
    return undefined;
  }
  const folder = `${FOLDER}/${device.name}`;
  try {
    await host.files.makeDirectory(folder, { mode: 0o700 });
    // Left by an agent that was killed: with nothing there it fails, and that is well.
    await run(["umount", folder], look);
    const why = await run(mounting(device, folder, look), look);
    if (why !== undefined) return `${shown} cannot be ${done}: ${why}`;
    await visit({ ...known, folder });
    return undefined;
  } catch (thrown) {
    signal.throwIfAborted();
    return `${shown} cannot be ${done}: ${messageOf(thrown)}`;
  } finally {
    await letGo(folder, look);
  }
}

function mounting(
  { name, filesystem = "" }: BlockDevice,
  folder: string,
  { access }: StickLook,
): Argv {
  const isRead = access !== "write";
  const last = isRead ? (OPTIONS[filesystem] ?? "") : "";
  const options = [isRead ? "ro" : "rw", "nosuid", "nodev", "noexec", last];
  const joined = options.filter(Boolean).join(",");
  return ["mount", "-t", filesystem, "-o", joined, `/dev/${name}`, folder];
}

/** Also after an abort, and also when the stick was pulled out. */
async function letGo(folder: string, look: StickLook): Promise<void> {
  const always = { ...look, signal: new AbortController().signal };
  const busy = await run(["umount", folder], always);
  if (busy !== undefined) await run(["umount", "-l", folder], always);
  await look.host.files.remove(folder).catch(() => undefined);
}

/** What went wrong, in the program's own words; `undefined`: nothing. */
async function run(argv: Argv, { host, signal }: StickLook): Promise<string | undefined> {
  const outcome = await host.exec(argv, { timeoutMs: MOUNT_MS, signal });
  if (outcome.is === "exited")
    return outcome.exitCode === 0
      ? undefined
      : outcome.stderr.trim() || `status ${outcome.exitCode}`;
  return outcome.is === "missing" ? `${argv[0]} is not installed` : `${argv[0]}: ${outcome.is}`;
}

const messageOf = (thrown: unknown) => errorView(thrown).message;
