import type { HostVitals, VipView } from "../cluster/index.ts";
import { formatBytes } from "../quantity/index.ts";

export interface VitalsWords {
  /** Of disk, memory and clock. */
  readonly words: readonly string[];
  /** Nothing is known to be wrong. */
  readonly isWell: boolean;
}

export interface Word {
  readonly text: string;
  readonly isWell: boolean;
}

/** The kubelet evicts below these (its defaults: nodefs 10 %, memory 100 Mi). */
const LEAST_DISK_SHARE = 0.1;
const LEAST_MEMORY_BYTES = 104_857_600;

/** Pure. */
export function vitalsWords({ disk, memory, clock }: HostVitals): VitalsWords {
  const all = [diskWord(disk), memoryWord(memory), clockWord(clock)];
  return {
    words: all.map(({ text }) => text),
    isWell: all.every(({ isWell }) => isWell),
  };
}

function diskWord(disk: HostVitals["disk"]): Word {
  if (disk.is !== "known") return { text: "disk: cannot tell", isWell: true };
  const { freeBytes, totalBytes } = disk.value;
  const isWell = freeBytes >= totalBytes * LEAST_DISK_SHARE;
  const text = `${formatBytes(freeBytes)} of disk free`;
  return { text: isWell ? text : `${text}: LOW`, isWell };
}

function memoryWord(memory: HostVitals["memory"]): Word {
  if (memory.is !== "known") return { text: "memory: cannot tell", isWell: true };
  const { availableBytes } = memory.value;
  const isWell = availableBytes >= LEAST_MEMORY_BYTES;
  const text = `${coarse(availableBytes)} of memory free`;
  return { text: isWell ? text : `${text}: LOW`, isWell };
}

/** In steps: what trembles with every look costs a slow line its time. */
function coarse(bytes: number): string {
  const step = bytes < 1e9 ? 1e8 : 5e8;
  return bytes < 1e8 ? formatBytes(bytes) : formatBytes(Math.floor(bytes / step) * step);
}

function clockWord(clock: HostVitals["clock"]): Word {
  if (clock.is !== "known") return { text: "clock: cannot tell", isWell: true };
  return clock.value
    ? { text: "clock in step", isWell: true }
    : { text: "clock NOT IN STEP", isWell: false };
}

/** Pure: who holds the virtual address of the API. */
export function vipWord({ address, isHere, holder }: VipView): Word {
  const here = isHere.is === "known" && isHere.value ? "this host" : undefined;
  const told = holder.is === "known" ? holder.value : undefined;
  if (here === undefined && told === undefined)
    return { text: `${address} held by nobody known`, isWell: false };
  const who = here === undefined || told === undefined ? (here ?? told) : `${here}, ${told}`;
  return { text: `${address} held by ${who}`, isWell: true };
}
