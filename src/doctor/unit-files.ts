import type { HostView } from "../engine/index.ts";

/** systemd.unit(5), "Unit File Search Path", with what generators and portable services bring. */
const FOLDERS = [
  ...["/etc/systemd/system.control", "/run/systemd/system.control", "/run/systemd/transient"],
  ...["/run/systemd/generator.early", "/etc/systemd/system", "/etc/systemd/system.attached"],
  ...["/run/systemd/system", "/run/systemd/system.attached", "/run/systemd/generator"],
  ...["/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"],
  "/run/systemd/generator.late",
];

/**
 * Names of all unit files there are: what is not among them need not be asked for, which saves a child for
 * each unit of each distribution that is not here. @throws when not all of them can be seen.
 */
export async function unitFiles({ files }: HostView): Promise<ReadonlySet<string>> {
  const lists = await Promise.all(FOLDERS.map((folder) => files.list(folder)));
  return new Set(lists.flatMap((names) => names ?? []));
}
