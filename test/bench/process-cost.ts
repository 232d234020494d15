import { readdirSync, readFileSync } from "node:fs";

/** What a process costs at a moment, as the kernel counts it. */
export interface Cost {
  readonly atMs: number;
  readonly residentMib: number;
  readonly descriptors: number;
  /** Of all threads since the start, milliseconds. */
  readonly cpuMs: number;
}

/** Throws when the process is gone. */
export function costOf(pid: number): Cost {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const threads = readdirSync(`/proc/${pid}/task`);
  return {
    atMs: performance.now(),
    residentMib: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    // Ticks of the usual counter are too coarse for a program that does next to nothing.
    cpuMs: threads.reduce((sum, thread) => sum + threadMs(pid, thread), 0),
  };
}

function threadMs(pid: number, thread: string): number {
  const [runNs] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ");
  return Number(runNs) / 1e6;
}

export interface Course {
  /** From the first to the last tenth of the time after warming up, medians. */
  readonly growthMib: number;
  readonly newDescriptors: number;
  readonly peakMib: number;
  /** Share of one core, percent. */
  readonly cpuPercent: number;
}

/** What costs of one process, oldest first, say about it. The first fifth is for warming up. */
export function courseOf(costs: readonly Cost[]): Course {
  const settled = costs.slice(Math.floor(costs.length / 5));
  const [first, last] = [settled[0], settled.at(-1)];
  if (first === undefined || last === undefined) throw new Error("nothing was measured");
  const share = Math.max(1, Math.floor(settled.length / 10));
  const early = settled.slice(0, share);
  const late = settled.slice(-share);
  const resident = (some: readonly Cost[]) => median(some.map(({ residentMib }) => residentMib));
  return {
    growthMib: resident(late) - resident(early),
    newDescriptors: last.descriptors - first.descriptors,
    peakMib: Math.max(...costs.map(({ residentMib }) => residentMib)),
    cpuPercent: ((last.cpuMs - first.cpuMs) / (last.atMs - first.atMs)) * 100,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
