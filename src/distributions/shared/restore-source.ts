import { type HostView, knownValue } from "../../engine/index.ts";
import { trailerProblem } from "./etcd-trailer.ts";
import { observeVersion } from "./installed-version.ts";
import type { ServerKind } from "./server-kind.ts";
import { readRecord, type StoreName, snapshotProblem, TOKEN } from "./snapshot-set.ts";
import { minorOf } from "./versions.ts";

/** What a restore reads. Absolute paths. */
export interface RestoreSource {
  readonly store: StoreName;
  /** Of etcd one file; of SQLite as many as it has. */
  readonly files: readonly string[];
  /** Opens it; absent: the one on this host does. */
  readonly token?: string;
}

export type Found =
  | { readonly is: "found"; readonly source: RestoreSource }
  | { readonly is: "unusable"; readonly why: string };

interface Look {
  readonly cluster: string;
  /** A folder that was saved here, or a file of etcd that the service saved by itself. */
  readonly from: string;
  readonly signal: AbortSignal;
}

/** Read-only: proven before anything is stopped. */
export async function findSource(
  host: HostView,
  kind: ServerKind,
  { cluster, from, signal }: Look,
): Promise<Found> {
  const stat = await host.files.stat(from);
  if (stat === undefined) return unusable(`there is no ${from}`);
  const here = await storeHere(host, kind);
  if (stat.kind === "file") return await plainFile(host, kind, { from, here, signal });
  const record = await readRecord(host, from);
  if (record === undefined) return unusable(`${from} is no finished snapshot`);
  if (record.distribution !== kind.id || record.cluster !== cluster)
    return unusable(`${from} is of cluster ${record.cluster}, ${record.distribution}`);
  if (here !== undefined && here !== record.store)
    return unusable(`${from} is of ${record.store}, and ${here} keeps this cluster`);
  const installed = knownValue(await observeVersion(host, kind, signal))?.version ?? "";
  if (minorOf(installed) !== minorOf(record.version))
    return unusable(`${from} was saved with ${record.version}, and ${installed} is installed`);
  const problem = await snapshotProblem(host, from, record);
  if (problem !== undefined) return unusable(problem);
  const files = record.files.map(({ name }) => `${from}/${name}`);
  return { is: "found", source: { store: record.store, files, token: `${from}/${TOKEN}` } };
}

async function plainFile(
  host: HostView,
  { data }: ServerKind,
  { from, here, signal }: Pick<Look, "from" | "signal"> & { readonly here: StoreName | undefined },
): Promise<Found> {
  if (here === "sqlite") return unusable(`${from} is a file, and of SQLite a folder is restored`);
  if ((await host.files.stat(`${data}/server/token`)) === undefined)
    return unusable(`the token that opens ${from} is not on this host`);
  const problem = await trailerProblem(host, from, signal);
  if (problem !== undefined) return unusable(problem);
  return { is: "found", source: { store: "etcd", files: [from] } };
}

/** `undefined`: nothing of either is left, so that both would do. */
async function storeHere(host: HostView, { database }: ServerKind): Promise<StoreName | undefined> {
  if ((await host.files.stat(`${database}/etcd`)) !== undefined) return "etcd";
  return (await host.files.stat(`${database}/state.db`)) === undefined ? undefined : "sqlite";
}

function unusable(why: string): Found {
  return { is: "unusable", why };
}
