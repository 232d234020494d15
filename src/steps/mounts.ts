import type { HostView } from "../engine/index.ts";

/**
 * Whether the file system that holds `path` is mounted read-only, as in most containers. A host
 * without a readable mount table says no: the write will tell.
 */
export async function readOnlyMount(path: string, host: HostView): Promise<boolean> {
  // A directory as a machine has no mounts; the table would be that of the machine around it.
  if (host.kind === "root") return false;
  const table = await host.files.readText("/proc/self/mountinfo").catch(() => undefined);
  return mountOn(path, table ?? "")?.options.includes("ro") ?? false;
}

interface MountEntry {
  readonly id: string;
  readonly parent: string;
  readonly point: string;
  readonly options: readonly string[];
}

/**
 * Walks down from the root as the kernel resolves a path. The order of the table does not tell which
 * mount is seen: containers have mounts that lie hidden below others.
 */
function mountOn(path: string, table: string): MountEntry | undefined {
  const mounts = table.split("\n").flatMap(parseEntry);
  const ids = new Set(mounts.map(({ id }) => id));
  let seen = mounts.findLast(({ point, parent }) => point === "/" && !ids.has(parent));
  for (let left = mounts.length; seen !== undefined && left > 0; left -= 1) {
    const below = nextOn(path, seen, mounts);
    if (below === undefined) break;
    seen = below;
  }
  return seen;
}

/** Of the mounts on this one, the first that the way to `path` comes to. */
function nextOn(path: string, on: MountEntry, mounts: readonly MountEntry[]) {
  let next: MountEntry | undefined;
  for (const mount of mounts) {
    if (mount.parent !== on.id || mount.id === on.id || !holds(mount.point, path)) continue;
    if (next === undefined || mount.point.length <= next.point.length) next = mount;
  }
  return next;
}

function holds(point: string, path: string): boolean {
  return path === point || path.startsWith(point === "/" ? "/" : `${point}/`);
}

/** proc_pid_mountinfo(5); paths with blanks are no kernel settings, so they need no decoding. */
function parseEntry(line: string): readonly MountEntry[] {
  const [id, parent, , , point, options] = line.split(" ");
  if (id === undefined || parent === undefined || point === undefined) return [];
  return [{ id, parent, point, options: options?.split(",") ?? [] }];
}
