import type { HostView } from "../engine/index.ts";
import { readRequired } from "./read.ts";

/** One line of /proc/self/mountinfo (proc_pid_mountinfo(5)). */
export interface Mount {
  /** `254:0`, as lsblk prints it. */
  readonly device: string;
  readonly mountPoint: string;
  readonly options: readonly string[];
  readonly isShared: boolean;
  readonly filesystem: string;
  /** `/dev/vda`, or a word for file systems without a device. */
  readonly source: string;
  readonly superOptions: readonly string[];
}

export async function readMounts(host: HostView): Promise<readonly Mount[]> {
  return parseMounts(await readRequired(host, "/proc/self/mountinfo"));
}

export function parseMounts(text: string): readonly Mount[] {
  return text.split("\n").flatMap((line) => {
    const [left, right] = line.split(" - ");
    const [, , device, , mountPoint, options, ...tags] = left?.split(" ") ?? [];
    const [filesystem, source, superOptions] = right?.split(" ") ?? [];
    if (device === undefined || mountPoint === undefined || filesystem === undefined) return [];
    return [
      {
        device,
        mountPoint: unescapeOctal(mountPoint),
        options: options?.split(",") ?? [],
        isShared: tags.some((tag) => tag.startsWith("shared:")),
        filesystem,
        source: unescapeOctal(source ?? ""),
        superOptions: superOptions?.split(",") ?? [],
      },
    ];
  });
}

/** The mount a path lies on; of several at one place the last one covers the others. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  let best: Mount | undefined;
  for (const mount of mounts) {
    const prefix = mount.mountPoint === "/" ? "/" : `${mount.mountPoint}/`;
    if (path !== mount.mountPoint && !path.startsWith(prefix)) continue;
    if (best === undefined || mount.mountPoint.length >= best.mountPoint.length) best = mount;
  }
  return best;
}

const DATA = "/var/lib";
const BOUND = "/var/lib/kubelet";

/**
 * Pure: where the datastore and the images lie, to be asked what kind and how full it is. An immutable
 * image binds the folders of it that are kept one by one from its drive, and the rest is in memory.
 */
export function dataFolder(mounts: readonly Mount[]): string {
  const isImage = mountOf(DATA, mounts)?.filesystem === "overlay";
  const bound = mountOf(BOUND, mounts);
  const isOnDrive = bound?.mountPoint === BOUND && bound.source.startsWith("/dev/");
  return isImage && isOnDrive ? BOUND : DATA;
}

/** The same, looked for; the usual one where that cannot be told. */
export async function observeDataFolder(host: HostView): Promise<string> {
  return dataFolder(await readMounts(host).catch(() => []));
}

/** The kernel writes blanks and backslashes as three octal digits. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
