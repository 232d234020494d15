import { blocked, done, type Fact, type HostView, todo, type Verdict } from "../../engine/index.ts";
import { formatBytes } from "../../quantity/index.ts";
import type { Ownership } from "../driver.ts";
import type { KeptFile } from "./snapshot-kept.ts";

interface Wanted {
  readonly cluster: string;
  /** Taken anew when an earlier one of its name is older; absent: it is never too old. */
  readonly maxAgeMs?: number;
}

interface Taken {
  /** Wall time. */
  readonly takenMs: number;
  readonly files: readonly Pick<KeptFile, "sizeBytes">[];
}

/** How a distribution looks at a snapshot of its own. */
export interface SnapshotLooks<Saved extends Taken> {
  readonly host: Pick<HostView, "clock">;
  readonly folder: string;
  owner(): Promise<Fact<Ownership>>;
  record(): Promise<Saved | undefined>;
  /** What is wrong with the files it names. */
  problemOf(record: Saved): Promise<string | undefined>;
  /** `false` when another version than it was taken with is known to be installed. */
  mayBeInstalled(record: Saved): Promise<boolean>;
  /** A store stops taking anything when its disk is full: saving it must not be what fills it. */
  spaceProblem?(): Promise<Verdict | undefined>;
}

/** Never writes: whether it is there, whole and young enough, or else may be taken. */
export async function checkSnapshot<Saved extends Taken>(
  wanted: Wanted,
  looks: SnapshotLooks<Saved>,
): Promise<Verdict> {
  const { cluster } = wanted;
  const owner = await looks.owner();
  if (owner.is === "unknown") throw new Error(owner.why);
  if (owner.is === "absent" || owner.value.cluster !== cluster)
    return blocked(`no cluster ${cluster} is on this host`, "Name the one that is here.");
  const record = await looks.record();
  const lack = record === undefined ? "it was not taken yet" : await lackOf(record, wanted, looks);
  if (record !== undefined && lack === undefined) return taken(looks.folder, record);
  return (await looks.spaceProblem?.()) ?? todo(lack ?? "");
}

async function lackOf<Saved extends Taken>(
  record: Saved,
  { maxAgeMs }: Wanted,
  looks: SnapshotLooks<Saved>,
): Promise<string | undefined> {
  const problem = await looks.problemOf(record);
  if (problem !== undefined || maxAgeMs === undefined) return problem;
  const ageMs = looks.host.clock.nowMs() - record.takenMs;
  // Once another version is in place, what was saved before it stays the one to go back to.
  const isOld = (ageMs < 0 || ageMs > maxAgeMs) && (await looks.mayBeInstalled(record));
  return isOld ? "the one here is old" : undefined;
}

/** `/opt/bringup/snapshots/rack12/nightly, 12 MB, taken 2026-11-22T03:00:00Z` */
function taken(folder: string, { takenMs, files }: Taken): Verdict {
  const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const when = new Date(takenMs).toISOString().replace(/\.\d+Z$/, "Z");
  return done(`${folder}, ${formatBytes(bytes)}, taken ${when}`);
}
