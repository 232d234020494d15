import type { HostView } from "../engine/index.ts";

/**
 * Whether the file system that holds `path` is mounted read-only, as in most containers. A host
 * without a readable mount table says no: the write will tell.
 */
export async function readOnlyMount(path: string, host: HostView): Promise<boolean> {
  // A directory as a machine has no mounts; the table would be that of the machine around it.
  if (host.kind === "root") return false;
  const table = await host.files.readText("/proc/self/mounts").catch(() => undefined);
  let best = "";
  let readOnly = false;
  for (const line of (table ?? "").split("\n")) {
    const [, point = "", , options = ""] = line.split(" ");
    const holds = path === point || path.startsWith(point === "/" ? "/" : `${point}/`);
    // A later mount on the same point covers the earlier one.
    if (point === "" || !holds || point.length < best.length) continue;
    best = point;
    readOnly = options.split(",").includes("ro");
  }
  return readOnly;
}
