import {
  type CheckContext,
  defineHandler,
  type Handler,
  type RunContext,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { observeVersion } from "./installed-version.ts";
import { observeOwnership } from "./ownership.ts";
import { copyDatabase } from "./save-database.ts";
import { saveEtcd } from "./save-etcd.ts";
import type { ServerKind } from "./server-kind.ts";
import type { SnapshotParams } from "./snapshot.ts";
import { checkSnapshot, type SnapshotLooks } from "./snapshot-check.ts";
import {
  readRecord,
  recordPath,
  type SnapshotRecord,
  snapshotFolder,
  snapshotProblem,
  TOKEN,
} from "./snapshot-set.ts";

export function snapshotHandler(kind: ServerKind): Handler<string, SnapshotParams> {
  return defineHandler<SnapshotParams>(`${kind.id}.snapshot`, {
    check: (params, context) => checkSnapshot(params, looksAt(kind, params, context)),
    async preview(params) {
      const folder = snapshotFolder(params.cluster, params.name);
      const lines = ["the datastore", "the token of the cluster", "a record with their digests"];
      return [{ subject: folder, lines: lines.map((text) => ({ sign: "+", text })) }];
    },
    async capture({ cluster, name }, { host }) {
      return { had: (await readRecord(host, snapshotFolder(cluster, name))) !== undefined };
    },
    async run(params, context) {
      const { host, signal, report } = context;
      const folder = snapshotFolder(params.cluster, params.name);
      const version = await versionOf(kind, context);
      await host.files.makeDirectory(folder, { mode: 0o700 });
      const save = params.store === "etcd" ? saveEtcd : copyDatabase;
      const files = await save(kind, { folder, name: params.name }, context);
      // Never read here: it goes from one file to another that only root may open.
      const token = `${kind.data}/server/token`;
      await host.files.copy(token, `${folder}/${TOKEN}`, { mode: 0o600, signal });
      const { cluster, name, store } = params;
      const taken = { name, cluster, distribution: kind.id, version, store };
      const record: SnapshotRecord = { ...taken, takenMs: host.clock.nowMs(), files };
      const text = `${JSON.stringify(record, null, 2)}\n`;
      await host.files.writeAtomic(recordPath(folder), text, { mode: 0o600, signal });
      await removeOthers(folder, record, context);
      report({ evidence: `saved as ${folder}` });
    },
    async undo({ cluster, name, stays }, { had }, { host }) {
      if (had !== true && stays !== true)
        await host.files.removeTree(snapshotFolder(cluster, name));
    },
  });
}

function looksAt(
  kind: ServerKind,
  { cluster, name }: SnapshotParams,
  { host, signal }: Pick<CheckContext, "host" | "signal">,
): SnapshotLooks<SnapshotRecord> {
  const folder = snapshotFolder(cluster, name);
  return {
    host,
    folder,
    owner: () => observeOwnership(host, kind),
    record: () => readRecord(host, folder),
    problemOf: (record) => snapshotProblem(host, folder, record),
    async mayBeInstalled({ version }) {
      const installed = await observeVersion(host, kind, signal);
      return installed.is !== "known" || installed.value.version === version;
    },
  };
}

async function versionOf(kind: ServerKind, { host, signal }: RunContext): Promise<string> {
  const found = await observeVersion(host, kind, signal);
  if (found.is === "known") return found.value.version;
  const why = found.is === "unknown" ? found.why : `${kind.program} is missing`;
  throw new BringupError("STEP_FAILED", `the installed version cannot be told: ${why}`);
}

/** Of an attempt that was cut off, or of an older snapshot of this name. */
async function removeOthers(
  folder: string,
  { files }: SnapshotRecord,
  { host }: RunContext,
): Promise<void> {
  const kept = new Set([...files.map(({ name }) => name), TOKEN, "record.json"]);
  for (const name of (await host.files.list(folder)) ?? [])
    if (!kept.has(name)) await host.files.remove(`${folder}/${name}`);
}
