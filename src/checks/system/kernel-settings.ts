import { gunzipSync } from "node:zlib";
import { factOf, type HostView } from "../../engine/index.ts";

/** What the kernel was built with, `CONFIG_X=y` a line; a kernel without modules tells only so. */
export async function readKernelSettings(
  host: HostView,
  release: string,
): Promise<string | undefined> {
  const packed = await factOf(() => host.files.read("/proc/config.gz"));
  if (packed.is === "known") return gunzipSync(packed.value).toString("utf8");
  for (const path of [`/boot/config-${release}`, `/lib/modules/${release}/config`]) {
    const text = await factOf(() => host.files.readText(path));
    if (text.is === "known") return text.value;
  }
  return undefined;
}
