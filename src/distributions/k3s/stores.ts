import type { StoreLook, StoreSource } from "../../datastore/index.ts";
import { type Fact, factOf, type HostView, known, knownValue } from "../../engine/index.ts";
import { lookAtGauges, openEtcdGrpc } from "../../etcd/index.ts";
import { lookFromGauges, type StoreWatch, watchEtcd } from "../../store-looks/index.ts";
import { DATABASE, TLS, UNIT } from "./paths.ts";

/**
 * gRPC, as the API server asks it; on the address of the node too, where the other servers are asked.
 * The JSON gateway is on loopback alone since late 2023: canonical-dqlite.md 5.
 */
const OWN = "https://127.0.0.1:2379";
const NOT_ASKED = "it has not told yet where it can be asked";
/** Plain HTTP on loopback, distributions.md 3.4. */
const GAUGES = "http://127.0.0.1:2381";
const SQLITE_FILE = `${DATABASE}/state.db`;
const ETCD_FOLDER = `${DATABASE}/etcd`;
const ETCD_KEYS = `${TLS}/etcd`;

const ETCD = { id: "kubernetes", title: "Datastore, etcd" } as const;

/** SQLite is a file on this host, etcd has members. Absent: there is no datastore yet. */
export function openStores(host: HostView): StoreSource {
  const etcd = createEtcdLooker(host);
  return {
    async look(signal) {
      const folder = await factOf(async () => await host.files.stat(ETCD_FOLDER));
      if (folder.is === "unknown") return folder;
      return folder.is === "known" ? known([await etcd.look(signal)]) : observeSqlite(host);
    },
    close: etcd.close,
  };
}

/** One look, and nothing kept open after it. */
export async function observeStores(
  host: HostView,
  signal: AbortSignal,
): Promise<Fact<readonly StoreLook[]>> {
  const stores = openStores(host);
  try {
    return await stores.look(signal);
  } finally {
    stores.close();
  }
}

function observeSqlite(host: HostView): Promise<Fact<readonly StoreLook[]>> {
  return factOf(async () => {
    const file = await host.files.stat(SQLITE_FILE);
    return file === undefined ? undefined : [sqliteLook(file.sizeBytes, await isRunning(host))];
  });
}

/** SQLite has no server of its own: it answers as long as the service does. */
async function isRunning(host: HostView): Promise<boolean> {
  const unit = await host.units.show(UNIT);
  return unit.is === "known" && /^(active|activating|reloading)$/.test(unit.value.active);
}

function sqliteLook(sizeBytes: number, isServed: boolean): StoreLook {
  return {
    ...{
      id: "kubernetes",
      kind: "sqlite",
      title: "Datastore, SQLite (kine)",
      source: "leader",
      electionMs: 0,
    },
    leader: "file",
    members: [
      {
        ...{ id: "file", name: "this host", role: "voter", isThisHost: true, sizeBytes },
        answer: isServed
          ? { is: "answered", roundTripMs: 0 }
          : { is: "silent", why: `${UNIT} does not run` },
      },
    ],
  };
}

/** Its gauges are a long text, and what is wanted of them moves slowly. */
const GAUGES_EVERY_MS = 15_000;

/** How fast the disk below this host's own member is: only its gauges tell. */
function createSyncLooker(host: HostView) {
  let last: { readonly atMs: number; readonly syncMs?: number } | undefined;
  return async (signal: AbortSignal): Promise<number | undefined> => {
    const nowMs = host.clock.monotonicMs();
    if (last !== undefined && nowMs - last.atMs < GAUGES_EVERY_MS) return last.syncMs;
    const seen = await lookAtGauges(host, { url: GAUGES, signal });
    const { syncMs } = seen.is === "answer" ? seen : {};
    last = { atMs: nowMs, ...(syncMs !== undefined && { syncMs }) };
    return syncMs;
  };
}

function withSync(look: StoreLook, syncMs: number | undefined): StoreLook {
  if (syncMs === undefined) return look;
  const members = look.members.map((member) =>
    member.isThisHost ? { ...member, syncMs } : member,
  );
  return { ...look, members };
}

/** Keys are renewed while the service runs: what is kept warm was opened with those of the last look. */
function createEtcdLooker(host: HostView) {
  let open: { readonly key: string; readonly watch: StoreWatch } | undefined;
  const lookAtSync = createSyncLooker(host);

  function watchWith(keys: EtcdKeys, ownName: string | undefined): StoreWatch {
    const key = JSON.stringify([keys, ownName]);
    if (open?.key === key) return open.watch;
    open?.watch.close();
    const store = { ...ETCD, notAsked: NOT_ASKED, ...(ownName !== undefined && { ownName }) };
    const client = openEtcdGrpc(host, keys);
    open = { key, watch: watchEtcd(host, { store, ownUrl: OWN, client }) };
    return open.watch;
  }

  return {
    /** Its members know everything; without keys, or where nobody of them tells, the gauges have to do. */
    async look(signal: AbortSignal): Promise<StoreLook> {
      const [keys, name] = await Promise.all([
        factOf(() => readKeys(host)),
        factOf(() => host.files.readText(`${ETCD_FOLDER}/name`)),
      ]);
      const ownName = knownValue(name)?.trim();
      const [seen, syncMs] =
        keys.is === "known"
          ? await Promise.all([watchWith(keys.value, ownName).look(signal), lookAtSync(signal)])
          : [];
      if (seen !== undefined && seen.members.length > 0) return withSync(seen, syncMs);
      const gauges = await lookAtGauges(host, { url: GAUGES, signal });
      const { notes = [] } = seen ?? {};
      const own = ownName ?? "this host";
      return { ...lookFromGauges(gauges, { ...ETCD, own }), ...(notes.length > 0 && { notes }) };
    },
    close: () => open?.watch.close(),
  };
}

type EtcdKeys = Readonly<Record<"ca" | "cert" | "key", string>>;

async function readKeys(host: HostView): Promise<EtcdKeys | undefined> {
  const [ca, cert, key] = await Promise.all(
    ["server-ca.crt", "client.crt", "client.key"].map((file) =>
      host.files.readText(`${ETCD_KEYS}/${file}`),
    ),
  );
  return ca === undefined || cert === undefined || key === undefined
    ? undefined
    : { ca, cert, key };
}
