import type { HostView } from "../engine/index.ts";
import { readRequired } from "./read.ts";
import type { Memory } from "./types.ts";

export async function observeMemory(host: HostView): Promise<Memory> {
  return parseMeminfo(await readRequired(host, "/proc/meminfo"));
}

function parseMeminfo(text: string): Memory {
  const bytes = (key: string) => {
    const kib = new RegExp(`^${key}:\\s+(\\d+) kB$`, "m").exec(text)?.[1];
    return kib === undefined ? undefined : Number(kib) * 1024;
  };
  const totalBytes = bytes("MemTotal");
  if (totalBytes === undefined) throw new Error("/proc/meminfo has no MemTotal");
  return {
    totalBytes,
    availableBytes: bytes("MemAvailable") ?? bytes("MemFree") ?? 0,
    swapBytes: bytes("SwapTotal") ?? 0,
  };
}
