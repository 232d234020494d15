import type { Argv, HostIO } from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import { type BlockDevice, blockDevicesFromLsblk } from "../inventory/index.ts";
import { type CertificateFinding, findingOf, joinFindings } from "./finding.ts";
import { parseCertificateFile } from "./parse.ts";

interface Look {
  readonly host: HostIO;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

/** Only for root, gone with the power. */
const FOLDER = "/run/bringup/sticks";
const MOUNT_MS = 20_000;
const MAX_FILE_BYTES = 1024 * 1024;
const MOST_FILES = 200;
const DEPTH = 3;
const NAMES = /\.(?:pem|crt|cer|der)$/i;

/** `noload` and `norecovery`: also a read-only mount would write a journal that is not finished. */
const OPTIONS: Readonly<Record<string, string>> = {
  ext3: "noload",
  ext4: "noload",
  xfs: "norecovery",
};
const READABLE = /^(vfat|exfat|ntfs|ext[234]|xfs|btrfs|iso9660|udf)$/;

/** Certificates on whatever medium was plugged in; it is mounted read-only and always let go again. */
export async function readSticks(look: Look): Promise<CertificateFinding> {
  const { host, signal } = look;
  let devices: readonly BlockDevice[];
  try {
    devices = (await blockDevicesFromLsblk(host, signal)).flatMap(removable);
  } catch (thrown) {
    return problem(`the drives cannot be listed: ${messageOf(thrown)}`);
  }
  if (devices.length === 0) return problem("no USB stick with a file system is plugged in");
  const findings: CertificateFinding[] = [];
  for (const device of devices) findings.push(await readStick(device, look));
  return joinFindings(findings);
}

/** A stick has its file system on itself or on its partitions. */
function removable(drive: BlockDevice): readonly BlockDevice[] {
  if (!drive.isRemovable && drive.transport !== "usb") return [];
  return [drive, ...drive.children].filter(
    ({ name, filesystem = "" }) => /^[a-z0-9]+$/.test(name) && READABLE.test(filesystem),
  );
}

async function readStick(device: BlockDevice, look: Look): Promise<CertificateFinding> {
  const { host, signal } = look;
  const shown = device.label ?? device.name;
  if (device.mountPoint !== undefined) return await readFolder(device.mountPoint, shown, look);
  const folder = `${FOLDER}/${device.name}`;
  try {
    await host.files.makeDirectory(folder, { mode: 0o700 });
    // Left by an agent that was killed: with nothing there it fails, and that is well.
    await run(["umount", folder], look);
    const { filesystem = "" } = device;
    const options = ["ro", "nosuid", "nodev", "noexec", OPTIONS[filesystem] ?? ""];
    const mounting = await run(
      [
        "mount",
        ...["-t", filesystem, "-o", options.filter(Boolean).join(",")],
        `/dev/${device.name}`,
        folder,
      ],
      look,
    );
    if (mounting !== undefined) return problem(`${shown} cannot be read: ${mounting}`);
    return await readFolder(folder, shown, look);
  } catch (thrown) {
    signal.throwIfAborted();
    return problem(`${shown} cannot be read: ${messageOf(thrown)}`);
  } finally {
    await letGo(folder, look);
  }
}

/** Also after an abort, and also when the stick was pulled out. */
async function letGo(folder: string, look: Look): Promise<void> {
  const always = { ...look, signal: new AbortController().signal };
  const busy = await run(["umount", folder], always);
  if (busy !== undefined) await run(["umount", "-l", folder], always);
  await look.host.files.remove(folder).catch(() => undefined);
}

async function readFolder(folder: string, shown: string, look: Look): Promise<CertificateFinding> {
  const paths = (await pathsIn(folder, DEPTH, look)).slice(0, MOST_FILES);
  if (paths.length === 0) return problem(`${shown} holds no .pem, .crt, .cer or .der file`);
  const findings: CertificateFinding[] = [];
  for (const path of paths) {
    look.signal.throwIfAborted();
    const bytes = await look.host.files.read(path, { maxBytes: MAX_FILE_BYTES });
    const file = `${shown}:${path.slice(folder.length)}`;
    if (bytes !== undefined)
      findings.push(findingOf(parseCertificateFile(bytes), { nowMs: look.nowMs, file }));
  }
  return joinFindings(findings);
}

/** Links are not followed: they may lead off the stick. */
async function pathsIn(folder: string, depth: number, look: Look): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const name of (await look.host.files.list(folder)) ?? []) {
    const path = `${folder}/${name}`;
    const stat = await look.host.files.stat(path);
    if (stat?.kind === "file" && NAMES.test(name) && stat.sizeBytes <= MAX_FILE_BYTES)
      paths.push(path);
    if (stat?.kind === "directory" && depth > 1)
      paths.push(...(await pathsIn(path, depth - 1, look)));
  }
  return paths;
}

/** What went wrong, in the program's own words; `undefined`: nothing. */
async function run(argv: Argv, { host, signal }: Look): Promise<string | undefined> {
  const outcome = await host.exec(argv, { timeoutMs: MOUNT_MS, signal });
  if (outcome.is === "exited")
    return outcome.exitCode === 0
      ? undefined
      : outcome.stderr.trim() || `status ${outcome.exitCode}`;
  return outcome.is === "missing" ? `${argv[0]} is not installed` : `${argv[0]}: ${outcome.is}`;
}

const messageOf = (thrown: unknown) => errorView(thrown).message;
const problem = (text: string): CertificateFinding => ({ found: [], problems: [text] });
