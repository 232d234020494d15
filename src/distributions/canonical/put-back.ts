import type { RunContext } from "../../engine/index.ts";
import { STATE } from "./paths.ts";
import { filesOf, type SavedFile, savedParts } from "./saved-files.ts";
import type { SnapshotRecord } from "./snapshot-set.ts";
import { makeFolders } from "./snapshot-step.ts";

const RECOVERY_ARCHIVE = `${STATE}/recovery_db.tar.gz`;

/** What is there now, beside it: a wrong choice can be taken back by hand. Damaged or not, all of it. */
export async function keepFormer(to: string, context: RunContext): Promise<void> {
  const { host, signal, report } = context;
  for (const { from, name } of await presentFiles(context)) {
    await makeFolders(host, to, name);
    await host.files.copy(from, `${to}/${name}`, { mode: 0o600, signal });
    report({ evidence: `keeping ${name}` });
  }
  report({ evidence: `what was here is kept in ${to}` });
}

/** While nothing runs. What is of no snapshot goes first: a log of the former data would damage this one. */
export async function putBack(
  from: string,
  { store, files }: SnapshotRecord,
  context: RunContext,
): Promise<void> {
  const { host, signal, report } = context;
  for (const file of await presentFiles(context)) await host.files.remove(file.from);
  // Of a recovery by hand: k8sd would take it up at its start, in the place of what is put back.
  await host.files.remove(RECOVERY_ARCHIVE);
  for (const { id, folder } of savedParts(store))
    for (const { name, sha256 } of files) {
      if (!name.startsWith(`${id}/`)) continue;
      const path = name.slice(id.length + 1);
      await makeFolders(host, folder, path);
      await host.files.copy(`${from}/${name}`, `${folder}/${path}`, {
        ...{ mode: 0o600, sha256, signal },
        onBytes: (done, total) =>
          report({ evidence: `bringing back ${name}`, done, total, unit: "bytes" }),
      });
    }
  report({ evidence: "both stores and the keys are as they were saved" });
}

/** Of both kinds of datastore: what is left of another one must not be taken for the one that is put back. */
async function presentFiles({ host }: RunContext): Promise<readonly SavedFile[]> {
  const [dqlite] = savedParts("k8s-dqlite");
  const parts = [...(dqlite === undefined ? [] : [dqlite]), ...savedParts("etcd")];
  const found = await Promise.all(parts.map((part) => filesOf(host, part)));
  return found.flat();
}
