import { done, type HostView, type RunContext, type Verdict } from "../../engine/index.ts";
import { formatBytes } from "../../quantity/index.ts";

/** One file of a snapshot, as its record proves it. */
export interface KeptFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

interface Place {
  /** There already, for root alone. */
  readonly folder: string;
  readonly name: string;
}

/** Keys are never read by us: they go from one file to another that only root may open. */
export async function keepFile(
  from: string,
  { folder, name }: Place,
  { host, signal, report }: RunContext,
): Promise<KeptFile> {
  const to = `${folder}/${name}`;
  const sha256 = (await host.files.sha256(from, { signal })) ?? "";
  await host.files.copy(from, to, {
    ...{ mode: 0o600, sha256, signal },
    onBytes: (done, total) => report({ evidence: `keeping ${name}`, done, total, unit: "bytes" }),
  });
  return { name, sizeBytes: (await host.files.stat(to))?.sizeBytes ?? 0, sha256 };
}

interface Taken {
  /** Wall time. */
  readonly takenMs: number;
  readonly files: readonly Pick<KeptFile, "sizeBytes">[];
}

/** `/opt/bringup/snapshots/rack12/nightly, 12 MB, taken 2026-11-22T03:00:00Z` */
export function isTaken(folder: string, { takenMs, files }: Taken): Verdict {
  const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const when = new Date(takenMs).toISOString().replace(/\.\d+Z$/, "Z");
  return done(`${folder}, ${formatBytes(bytes)}, taken ${when}`);
}

interface Age extends Pick<Taken, "takenMs"> {
  /** Absent: it is never too old. */
  readonly maxAgeMs?: number;
  readonly host: Pick<HostView, "clock">;
  /** `false` when another version than it was taken with is known to be installed. */
  mayBeInstalled(): Promise<boolean>;
}

/** Once another version is in place, what was saved before it stays the one to go back to. */
export async function isOutdated({
  maxAgeMs,
  takenMs,
  host,
  mayBeInstalled,
}: Age): Promise<boolean> {
  if (maxAgeMs === undefined) return false;
  const ageMs = host.clock.nowMs() - takenMs;
  return (ageMs < 0 || ageMs > maxAgeMs) && (await mayBeInstalled());
}
