import type { MemoryHost } from "../../src/host/index.ts";

/** As systemd at every boot: modules and sysctls that are written down are set again. */
export function applyBootSettings(host: MemoryHost): void {
  for (const [, name = ""] of settings(host, "/etc/modules-load.d/", /^([a-z0-9_]+)$/gm))
    host.put(`/sys/module/${name}/refcnt`, "0\n");
  for (const [, name = "", value] of settings(host, "/etc/sysctl.d/", /^(\S+) ?= ?(\S+)$/gm))
    host.put(`/proc/sys/${name.replaceAll(".", "/")}`, `${value}\n`);
}

function settings(host: MemoryHost, folder: string, line: RegExp): readonly RegExpMatchArray[] {
  const files = host.paths().filter((path) => path.startsWith(folder));
  return files.flatMap((path) => [...(host.text(path) ?? "").matchAll(line)]);
}
