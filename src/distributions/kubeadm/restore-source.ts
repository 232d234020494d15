import { type HostView, knownValue } from "../../engine/index.ts";
import { formatBytes } from "../../quantity/index.ts";
import { trailerProblem } from "../shared/etcd-trailer.ts";
import { filesProblem, readRecord, type SnapshotRecord } from "../shared/snapshot-set.ts";
import { minorOf } from "../shared/versions.ts";
import { ETCD_DATA, PKI } from "./paths.ts";
import { DATABASE } from "./snapshot-set.ts";
import { observeVersion } from "./version.ts";

/** What a restore reads. */
export interface RestoreSource {
  /** A folder that was saved here. Absolute path. */
  readonly folder: string;
  /** Keys of it, below its `pki`, that this host has lost: they are of the same cluster as those it has. */
  readonly lostKeys: readonly string[];
}

export type Found =
  | { readonly is: "found"; readonly source: RestoreSource }
  | { readonly is: "unusable"; readonly why: string; readonly hint?: string };

interface Look {
  readonly cluster: string;
  readonly from: string;
  readonly signal: AbortSignal;
}

/** Read-only: proven before anything is stopped. */
export async function findSource(host: HostView, { cluster, from, signal }: Look): Promise<Found> {
  if ((await host.files.stat(from)) === undefined) return unusable(`there is no ${from}`);
  // A container sees it, and these end its name there.
  if (/[,:=\s]/.test(from))
    return unusable(`${JSON.stringify(from)} has a comma, a colon or a space`);
  const record = await readRecord(host, from);
  if (record === undefined) return unusable(`${from} is no finished snapshot`);
  if (record.distribution !== "kubeadm" || record.cluster !== cluster)
    return unusable(`${from} is of cluster ${record.cluster}, ${record.distribution}`);
  const installed = knownValue(await observeVersion(host, signal))?.version ?? "";
  if (minorOf(installed) !== minorOf(record.version))
    return unusable(`${from} was saved with ${record.version}, and ${installed} is installed`);
  const problem =
    (await filesProblem(host, from, record)) ??
    (await trailerProblem(host, `${from}/${DATABASE}`, signal));
  return problem === undefined ? await withKeys(host, from, record) : unusable(problem);
}

/** Under other keys the API server cannot read its secrets, and no node is let in. */
async function withKeys(host: HostView, folder: string, { files }: SnapshotRecord): Promise<Found> {
  const lostKeys: string[] = [];
  for (const { name, sha256 } of files) {
    if (!name.startsWith("pki/")) continue;
    const key = name.slice("pki/".length);
    const own = await host.files.sha256(`${PKI}/${key}`);
    if (own === undefined) lostKeys.push(key);
    else if (own !== sha256)
      return {
        is: "unusable",
        why: `${PKI}/${key} is another than that of ${folder}`,
        hint: "The cluster was founded anew since, or its keys were changed: bringup status --recovery says how this is brought back by hand.",
      };
  }
  return { is: "found", source: { folder, lostKeys } };
}

/** The former data stays beside the new one, and the new one has a log of its own. */
export async function spaceProblem(host: HostView, folder: string): Promise<string | undefined> {
  const sizeBytes = (await host.files.stat(`${folder}/${DATABASE}`))?.sizeBytes ?? 0;
  const needed = sizeBytes + LOG_BYTES;
  const space = await host.files.space(ETCD_DATA);
  if (space === undefined || space.freeBytes >= needed) return undefined;
  return `${ETCD_DATA} has ${formatBytes(space.freeBytes)} left, and ${formatBytes(needed)} are needed`;
}

/** Two segments of 64 MiB that etcd makes at once. */
const LOG_BYTES = 128 * 1024 ** 2;

function unusable(why: string): Found {
  return { is: "unusable", why };
}
