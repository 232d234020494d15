import type { HostView } from "../engine/index.ts";

const PATH = ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin"];

/** Those of the named programs that are in none of the usual places. */
export async function missingPrograms(
  host: HostView,
  names: readonly string[],
): Promise<readonly string[]> {
  const lists = await Promise.all(PATH.map((folder) => host.files.list(folder)));
  const there = new Set(lists.flatMap((entries) => entries ?? []));
  return names.filter((name) => !there.has(name));
}
