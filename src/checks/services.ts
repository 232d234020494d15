import type { HostView } from "../engine/index.ts";

/** Where systemd keeps the processes of services: cgroup v2, v1, and both at once. */
const SLICES = [
  "/sys/fs/cgroup/system.slice",
  "/sys/fs/cgroup/systemd/system.slice",
  "/sys/fs/cgroup/unified/system.slice",
];

/**
 * Those of the named services that have processes now; no child has to be asked. One that ran once
 * and ended has none.
 */
export async function runningServices(
  host: HostView,
  names: readonly string[],
): Promise<readonly string[]> {
  const lists = await Promise.all(SLICES.map((slice) => host.files.list(slice)));
  if (lists.every((entries) => entries === undefined)) await refuseBlindness(host);
  const running = new Set(lists.flatMap((entries) => entries ?? []));
  return names.filter((name) => running.has(`${name}.service`));
}

/** Where systemd runs and no cgroup is seen, nothing can be said of services. */
async function refuseBlindness(host: HostView): Promise<void> {
  if ((await host.files.stat("/run/systemd/system")) === undefined) return;
  throw new Error("the cgroups of services are not visible");
}
