import type { HostView } from "../engine/index.ts";
import type { After } from "../kairos/index.ts";
import { mergeUserData, parseUserData } from "../user-data/index.ts";

/** What the user-data on the medium says of the installation; absent: nothing. */
export interface InstallWish {
  readonly device?: string;
  readonly after?: After;
}

/** As Kairos reads and merges them for an installation; later ones win. Source: Kairos documentation, Cloud init. */
const FOLDERS = ["/run/initramfs/live", "/usr/local/cloud-config", "/etc/kairos", "/oem"];

/** Only proposes: what is not readable says nothing, and a person decides. */
export async function readWish(host: HostView): Promise<InstallWish> {
  const layers = [];
  for (const folder of FOLDERS)
    for (const name of ((await host.files.list(folder).catch(() => [])) ?? []).toSorted()) {
      if (!/\.ya?ml$/.test(name)) continue;
      const text = await host.files.readText(`${folder}/${name}`).catch(() => undefined);
      const parsed = parseUserData(text ?? "", { source: name });
      if (parsed.is === "valid") layers.push({ name, value: parsed.value });
    }
  return wishIn(mergeUserData(layers).value.install);
}

function wishIn(install: unknown): InstallWish {
  if (typeof install !== "object" || install === null) return {};
  const said = new Map<string, unknown>(Object.entries(install));
  const device = said.get("device");
  return {
    ...(typeof device === "string" && device !== "" ? { device } : {}),
    ...(said.get("poweroff") === true ? { after: "poweroff" } : {}),
    ...(said.get("reboot") === true ? { after: "reboot" } : {}),
  };
}
