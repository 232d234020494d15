import type { MemoryFile } from "../../src/host/index.ts";

/** What a stand-in looks at on every machine of a site. */
export const SITE_MACHINE: Readonly<Record<string, MemoryFile>> = {
  "/proc/sys/kernel/hostname": "localhost\n",
};
