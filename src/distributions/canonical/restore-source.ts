import { type HostView, knownValue } from "../../engine/index.ts";
import { hostAndPort } from "../../spec/index.ts";
import { minorOf } from "../shared/versions.ts";
import { judgeKind, observeKindTraits } from "./datastore-kind.ts";
import { endpointOf } from "./dqlite-store.ts";
import { lackIn } from "./saved-files.ts";
import { readRecord, type SnapshotRecord, snapshotProblem } from "./snapshot-set.ts";
import { type NamedAddress, readDaemon, readTruststore } from "./state-files.ts";
import { observeVersion } from "./version.ts";

export type Found =
  | { readonly is: "found"; readonly record: SnapshotRecord }
  | { readonly is: "unusable"; readonly why: string };

interface Look {
  readonly cluster: string;
  /** A folder that was saved here, or brought here from elsewhere. */
  readonly from: string;
}

/** Read-only: proven before anything is stopped. */
export async function findSource(host: HostView, { cluster, from }: Look): Promise<Found> {
  if ((await host.files.stat(from)) === undefined) return unusable(`there is no ${from}`);
  const record = await readRecord(host, from);
  if (record === undefined) return unusable(`${from} is no finished snapshot of this distribution`);
  if (record.cluster !== cluster) return unusable(`${from} is of cluster ${record.cluster}`);
  const lack = lackIn(
    record.store,
    record.files.map(({ name }) => name),
  );
  const why =
    otherMembersIn(record) ??
    (await otherHostIn(host, record)) ??
    (await otherProgramIn(host, record)) ??
    lack ??
    (await snapshotProblem(host, from, record));
  return why === undefined ? { is: "found", record } : unusable(`${from}: ${why}`);
}

/** Put back, it would wait for the votes of those that were members then. */
function otherMembersIn({ members, node }: SnapshotRecord): string | undefined {
  const others = members.filter((name) => name !== node);
  if (others.length === 0) return undefined;
  return `it is of a cluster of ${members.length}, and would wait for the votes of ${others.join(", ")}; bringup status --recovery says how it is brought back by hand`;
}

/** Both stores know this member by name and address. Absent files are what a restore mends. */
async function otherHostIn(
  host: HostView,
  { node, address }: SnapshotRecord,
): Promise<string | undefined> {
  const own = await readDaemon(host).catch(() => undefined);
  if (own === undefined || (own.name === node && own.address === address)) return undefined;
  return `it was taken on ${node} (${address}), and this host is ${own.name} (${own.address})`;
}

async function otherProgramIn(
  host: HostView,
  { store, version }: SnapshotRecord,
): Promise<string | undefined> {
  const installed = knownValue(await observeVersion(host))?.version ?? "";
  if (minorOf(installed) !== minorOf(version))
    return `it was saved with ${version}, and ${installed || "nothing that is known"} is installed`;
  const here = judgeKind(await observeKindTraits(host))?.kind;
  if (here === undefined || here === store) return undefined;
  return `it is of ${store}, and ${here} keeps this cluster`;
}

function unusable(why: string): Found {
  return { is: "unusable", why };
}

/** Members besides this one, by the files of this host: readable whatever state the stores are in. */
export async function otherMembers(host: HostView): Promise<readonly NamedAddress[]> {
  const [own, trusted] = await Promise.all([readDaemon(host), readTruststore(host)]);
  return trusted.filter(({ name }) => name !== own?.name);
}

/** Which of them are there; asked at the port of k8sd. */
export async function answeringOf(
  host: HostView,
  others: readonly NamedAddress[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const asked = await Promise.all(
    others.map(async ({ name, address }) => {
      const target = endpointOf(address);
      const outcome = await host.connect(target, { timeoutMs: 3000, signal });
      return outcome.is === "connected" ? [`${name} (${hostAndPort(target)})`] : [];
    }),
  );
  return asked.flat();
}
