import {
  blocked,
  type CheckContext,
  defineHandler,
  digestOf,
  type HostView,
  type RunContext,
  type Step,
  type Verdict,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { formatBytes } from "../../quantity/index.ts";
import { checkSnapshot, type SnapshotLooks } from "../shared/snapshot-check.ts";
import { type KeptFile, keepFile } from "../shared/snapshot-kept.ts";
import {
  filesProblem,
  readRecord,
  recordPath,
  type SnapshotRecord,
} from "../shared/snapshot-set.ts";
import { isSameVersion } from "../shared/versions.ts";
import { observeOwnership } from "./ownership.ts";
import { ETCD_DATA, PKI } from "./paths.ts";
import { removeTemporary, saveEtcd } from "./save-etcd.ts";
import { DATABASE, ESCROW, snapshotFolder } from "./snapshot-set.ts";
import { observeVersion } from "./version.ts";

export interface SnapshotParams {
  readonly cluster: string;
  readonly name: string;
  /** Taken anew when an earlier one of this name is older, while its version is still installed. */
  readonly maxAgeMs?: number;
  /** It stays, whatever becomes of the run it was taken for. */
  readonly stays?: true;
}

export function snapshotStep(params: SnapshotParams): Step {
  const { cluster, name } = params;
  return {
    id: "kubeadm.snapshot",
    kind: "kubeadm.snapshot",
    title: `Save what cluster ${cluster} holds, with its keys, as ${name}`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: "compensate",
    usualMs: 10_000,
    // distributions.md 13.4, create 13.
    limit: { noProgressMs: 660_000, totalMs: 900_000 },
    rerun: "safe",
  };
}

export const snapshotHandler = defineHandler<SnapshotParams, "kubeadm.snapshot">(
  "kubeadm.snapshot",
  {
    check: (params, context) => checkSnapshot(params, looksAt(params, context)),
    async preview({ cluster, name }) {
      const lines = ["what etcd holds", "the keys of the cluster", "a record with their digests"];
      const subject = snapshotFolder(cluster, name);
      return [{ subject, lines: lines.map((text) => ({ sign: "+", text })) }];
    },
    async capture({ cluster, name }, { host }) {
      return { had: (await readRecord(host, snapshotFolder(cluster, name))) !== undefined };
    },
    async run({ cluster, name }, context) {
      const { host, signal, report } = context;
      const folder = snapshotFolder(cluster, name);
      const version = await versionOf(context);
      // Whole and proven before an earlier one of this name is touched.
      const saved = await saveEtcd(context);
      await host.files.remove(recordPath(folder));
      await host.files.makeDirectory(folder, { mode: 0o700 });
      const files = [
        await keepFile(saved, { folder, name: DATABASE }, context),
        ...(await keepKeys(folder, context)),
      ];
      const takenMs = host.clock.nowMs();
      const taken = { name, cluster, distribution: "kubeadm", version, takenMs, store: "etcd" };
      const text = `${JSON.stringify({ ...taken, files }, null, 2)}\n`;
      // The record is last: with it nothing is left to do, so nothing may be left over.
      await removeTemporary(host);
      await host.files.writeAtomic(recordPath(folder), text, { mode: 0o600, signal });
      report({ evidence: `saved as ${folder}` });
    },
    async undo({ cluster, name, stays }, { had }, { host }) {
      await removeTemporary(host);
      if (had !== true && stays !== true)
        await host.files.removeTree(snapshotFolder(cluster, name));
    },
  },
);

async function keepKeys(folder: string, context: RunContext): Promise<readonly KeptFile[]> {
  const { host } = context;
  await host.files.removeTree(`${folder}/pki`);
  for (const path of [`${folder}/pki`, `${folder}/pki/etcd`])
    await host.files.makeDirectory(path, { mode: 0o700 });
  const kept: KeptFile[] = [];
  // Who signs elsewhere has no key of that authority here.
  for (const name of ESCROW)
    if ((await host.files.stat(`${PKI}/${name}`)) !== undefined)
      kept.push(await keepFile(`${PKI}/${name}`, { folder, name: `pki/${name}` }, context));
  return kept;
}

function looksAt(
  { cluster, name }: SnapshotParams,
  { host, signal }: Pick<CheckContext, "host" | "signal">,
): SnapshotLooks<SnapshotRecord> {
  const folder = snapshotFolder(cluster, name);
  return {
    host,
    folder,
    owner: () => observeOwnership(host),
    record: () => readRecord(host, folder),
    problemOf: (record) => filesProblem(host, folder, record),
    spaceProblem: () => spaceProblem(host),
    async mayBeInstalled({ version }) {
      const installed = await observeVersion(host, signal);
      return installed.is !== "known" || isSameVersion(installed.value.version, version);
    },
  };
}

async function spaceProblem(host: HostView): Promise<Verdict | undefined> {
  const sizeBytes = (await host.files.stat(`${ETCD_DATA}/member/snap/db`))?.sizeBytes ?? 0;
  const space = await host.files.space(ETCD_DATA);
  if (space === undefined || space.freeBytes >= 2 * sizeBytes) return undefined;
  return blocked(
    `${formatBytes(space.freeBytes)} are free where ${ETCD_DATA} lies, and it holds ${formatBytes(sizeBytes)}`,
    `Free ${formatBytes(2 * sizeBytes)} there first.`,
  );
}

async function versionOf({ host, signal }: RunContext): Promise<string> {
  const found = await observeVersion(host, signal);
  if (found.is === "known") return found.value.version;
  const why = found.is === "unknown" ? found.why : "nothing is installed";
  throw new BringupError("STEP_FAILED", `the installed version cannot be told: ${why}`);
}
