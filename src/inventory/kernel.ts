import type { HostView } from "../engine/index.ts";
import { readDetail, readRequired } from "./read.ts";
import type { Kernel } from "./types.ts";

export async function observeKernel(host: HostView): Promise<Kernel> {
  const [release, commandLine] = await Promise.all([
    readRequired(host, "/proc/sys/kernel/osrelease"),
    readDetail(host, "/proc/cmdline"),
  ]);
  return { release: release.trim(), commandLine: commandLine ?? "" };
}
