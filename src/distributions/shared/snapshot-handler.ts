import {
  blocked,
  type CheckContext,
  defineHandler,
  type Handler,
  type HostView,
  type RunContext,
  todo,
  type Verdict,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { observeVersion } from "./installed-version.ts";
import { observeOwnership } from "./ownership.ts";
import { copyDatabase } from "./save-database.ts";
import { saveEtcd } from "./save-etcd.ts";
import type { ServerKind } from "./server-kind.ts";
import type { SnapshotParams } from "./snapshot.ts";
import { isOutdated, isTaken } from "./snapshot-kept.ts";
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
    check: (params, context) => checkSnapshot(kind, params, context),
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

async function checkSnapshot(
  kind: ServerKind,
  params: SnapshotParams,
  { host, signal }: Pick<CheckContext, "host" | "signal">,
): Promise<Verdict> {
  const owner = await observeOwnership(host, kind);
  if (owner.is === "unknown") throw new Error(owner.why);
  if (owner.is === "absent" || owner.value.cluster !== params.cluster)
    return blocked(`no cluster ${params.cluster} is on this host`, "Name the one that is here.");
  const folder = snapshotFolder(params.cluster, params.name);
  const record = await readRecord(host, folder);
  if (record === undefined) return todo("it was not taken yet");
  const problem = await snapshotProblem(host, folder, record);
  if (problem !== undefined) return todo(problem);
  const look = { host, record, signal };
  const age = { ...params, ...record, host, mayBeInstalled: () => mayBeInstalled(kind, look) };
  if (await isOutdated(age)) return todo("the one here is old");
  return isTaken(folder, record);
}

interface Installed {
  readonly host: HostView;
  readonly record: SnapshotRecord;
  readonly signal: AbortSignal;
}

async function mayBeInstalled(
  kind: ServerKind,
  { host, record, signal }: Installed,
): Promise<boolean> {
  const installed = await observeVersion(host, kind, signal);
  return installed.is !== "known" || installed.value.version === record.version;
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
