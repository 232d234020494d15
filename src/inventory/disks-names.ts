import type { HostView } from "../engine/index.ts";

const BY_ID = "/dev/disk/by-id";
const BY_PATH = "/dev/disk/by-path";

/** Links of whole drives and partitions, by the name the kernel has for the device. */
export async function readDeviceLinks(
  host: HostView,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await Promise.all([BY_ID, BY_PATH].map((folder) => linksIn(host, folder)));
  const links = new Map<string, string[]>();
  for (const { path, device } of found.flat())
    links.set(device, [...(links.get(device) ?? []), path]);
  return links;
}

async function linksIn(host: HostView, folder: string) {
  const names = await host.files.list(folder).catch(() => undefined);
  const read = (names ?? []).map(async (name) => {
    const path = `${folder}/${name}`;
    const target = await host.files.readLink(path).catch(() => undefined);
    return target === undefined ? [] : [{ path, device: target.split("/").at(-1) ?? "" }];
  });
  return (await Promise.all(read)).flat();
}

/**
 * The one to write into a document: by model and serial before numbers nobody can compare with a
 * label, the place in the machine last. Installers of Kairos took only letters, digits, `_` and `-` in a
 * device for long (kairos-sdk, `InstallSchema`), so a name of these comes before others.
 */
export function stablePathOf(links: readonly string[]): string | undefined {
  const usable = links.filter((link) => rankOf(link) < UNUSABLE);
  return usable.toSorted((a, b) => rankOf(a) - rankOf(b) || a.length - b.length || order(a, b))[0];
}

const UNUSABLE = 9;

function rankOf(link: string): number {
  if (link.startsWith(`${BY_PATH}/`)) return 3;
  if (!link.startsWith(`${BY_ID}/`)) return UNUSABLE;
  const name = link.slice(BY_ID.length + 1);
  // What lies on a drive is no name of the drive.
  if (/^(dm-|lvm-|md-)/.test(name)) return UNUSABLE;
  const isNumber = /^(wwn-|nvme-(eui|nvme)\.|scsi-[0-9]|scsi-SATA)/.test(name);
  const isPlain = /^[A-Za-z0-9_-]+$/.test(name);
  return (isNumber ? 1 : 0) + (isPlain ? 0 : 1);
}

const order = (a: string, b: string) => (a < b ? -1 : 1);
