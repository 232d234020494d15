import type { RunContext } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import type { SaveTo } from "./save-etcd.ts";
import type { ServerKind } from "./server-kind.ts";
import type { SnapshotRecord } from "./snapshot-set.ts";

/** The database, what was not written into it yet, and the index of that: one without the others is damaged. */
export const DATABASE_FILES = ["state.db", "state.db-wal", "state.db-shm"] as const;

/** SQLite is copied while the service stands still, and it is started again whatever comes of that. */
export async function copyDatabase(
  { unit, database }: ServerKind,
  { folder }: SaveTo,
  { host, signal, report }: RunContext,
): Promise<SnapshotRecord["files"]> {
  await host.units.stop(unit, { timeoutMs: 100_000 });
  report({ evidence: `${unit} is stopped` });
  try {
    const files: SnapshotRecord["files"] = [];
    for (const name of DATABASE_FILES) {
      const sha256 = await host.files.sha256(`${database}/${name}`, { signal });
      if (sha256 === undefined) continue;
      const copy = { mode: 0o600, sha256, signal };
      await host.files.copy(`${database}/${name}`, `${folder}/${name}`, copy);
      const sizeBytes = (await host.files.stat(`${folder}/${name}`))?.sizeBytes ?? 0;
      files.push({ name, sizeBytes, sha256 });
    }
    if (files.length > 0) return files;
    throw new BringupError("STEP_FAILED", `there is no database in ${database}`);
  } finally {
    await host.units.start(unit);
  }
}
