import { randomBytes } from "node:crypto";
import { type FileHandle, open, statfs, unlink } from "node:fs/promises";
import { join } from "node:path";
import { type Fact, known, unknown } from "../engine/index.ts";

/** As `DriveLatency` in src/checks. */
export interface MeasuredDrive {
  readonly path: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly samples: number;
}

export interface MeasureDriveOptions {
  readonly signal: AbortSignal;
  /** 2 s unless told. */
  readonly forMs?: number;
  /** 2 MB unless told. */
  readonly maxBytes?: number;
}

/** The size of write that etcd's own disk benchmark (fio with --bs=2300) uses. */
const BLOCK_BYTES = 2300;
/** Fewer do not tell a 99th percentile. */
const FEWEST_SAMPLES = 100;
/** <linux/magic.h> */
const IN_MEMORY: readonly number[] = [0x01021994, 0x858458f6];

/**
 * How long a small append takes to be durable on the drive that holds `directory`: writes a
 * nameless file there (at most 2 MB, at most 2 s) with fdatasync after each block.
 */
export async function measureDrive(
  directory: string,
  options: MeasureDriveOptions,
): Promise<Fact<MeasuredDrive>> {
  const path = join(directory, `.bringup-latency-${randomBytes(6).toString("hex")}`);
  try {
    if (IN_MEMORY.includes((await statfs(directory)).type)) {
      return unknown(`${directory} is in memory, not on a drive`);
    }
    const file = await open(path, "wx", 0o600);
    try {
      // Already nameless while it is written: a crash in between leaves nothing behind.
      await unlink(path);
      return summary(directory, await timeWrites(file, options));
    } finally {
      await file.close();
    }
  } catch (thrown) {
    return unknown(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

async function timeWrites(
  file: FileHandle,
  { signal, forMs = 2000, maxBytes = 2_000_000 }: MeasureDriveOptions,
): Promise<readonly number[]> {
  const block = randomBytes(BLOCK_BYTES);
  const endMs = performance.now() + forMs;
  const samples: number[] = [];
  while (performance.now() < endMs && (samples.length + 1) * BLOCK_BYTES <= maxBytes) {
    signal.throwIfAborted();
    await file.write(block);
    const startMs = performance.now();
    await file.datasync();
    samples.push(performance.now() - startMs);
  }
  return samples;
}

function summary(path: string, samples: readonly number[]): Fact<MeasuredDrive> {
  const sorted = [...samples].sort((a, b) => a - b);
  const p50Ms = sorted[Math.floor(sorted.length * 0.5)];
  const p99Ms = sorted[Math.floor(sorted.length * 0.99)];
  if (p50Ms === undefined || p99Ms === undefined) return unknown("not one write was finished");
  if (sorted.length < FEWEST_SAMPLES && p50Ms < 10) {
    return unknown(`only ${sorted.length} writes were measured`);
  }
  return known({ path, p50Ms, p99Ms, samples: sorted.length });
}
