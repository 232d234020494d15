import type { StoreLook } from "../datastore/index.ts";
import { type Fact, factOf, type HostView, knownValue } from "../engine/index.ts";
import { type EtcdClient, lookAtEtcd, lookAtGauges, openEtcdGrpc } from "../etcd/index.ts";
import { lookFromGauges, type StoreWatch, watchEtcd } from "../store-looks/index.ts";

/** Where a member of etcd on this host has its keys and its name. */
export interface EtcdPlace {
  /** Paths of PEM files. */
  readonly keys: EtcdKeys;
  /** Name of this host's own member; `undefined`: not known. */
  readName(host: HostView): Promise<string | undefined>;
}

export type EtcdKeys = Readonly<Record<"ca" | "cert" | "key", string>>;

export interface EtcdLooker {
  look(signal: AbortSignal): Promise<StoreLook>;
  close(): void;
}

/** gRPC, as the API server asks it; on the address of the node too, where the other servers are asked. */
const OWN = "https://127.0.0.1:2379";
const NOT_ASKED = "it has not told yet where it can be asked";
/** Plain HTTP on loopback, distributions.md 3.4 and 5.4. */
const GAUGES = "http://127.0.0.1:2381";
/** Its gauges are a long text, and what is wanted of them moves slowly. */
const GAUGES_EVERY_MS = 15_000;
const ETCD = { id: "kubernetes", title: "Datastore, etcd" } as const;

/** Keys are renewed while the service runs: what is kept warm was opened with those of the last look. */
export function createEtcdLooker(host: HostView, place: EtcdPlace): EtcdLooker {
  let open: { readonly key: string; readonly watch: StoreWatch } | undefined;
  const lookAtSync = createSyncLooker(host);

  function watchWith(keys: EtcdKeys, ownName: string | undefined): StoreWatch {
    const key = JSON.stringify([keys, ownName]);
    if (open?.key === key) return open.watch;
    open?.watch.close();
    const store = { ...ETCD, notAsked: NOT_ASKED, ...(ownName !== undefined && { ownName }) };
    const client = clientOn(host, keys);
    open = { key, watch: watchEtcd(host, { store, ownUrl: OWN, client }) };
    return open.watch;
  }

  return {
    /** Its members know everything; without keys, or where nobody of them tells, the gauges have to do. */
    async look(signal) {
      const [keys, name] = await Promise.all([
        factOf(() => readKeys(host, place.keys)),
        factOf(() => place.readName(host)),
      ]);
      const ownName = knownValue(name);
      const [seen, syncMs] =
        keys.is === "known"
          ? await Promise.all([watchWith(keys.value, ownName).look(signal), lookAtSync(signal)])
          : [];
      if (seen !== undefined && seen.members.length > 0) return withSync(seen, syncMs);
      const gauges = await lookAtGauges(host, { url: GAUGES, signal });
      const notes = seen?.notes ?? [withoutKeys(keys, place.keys)];
      const own = ownName ?? "this host";
      return { ...lookFromGauges(gauges, { ...ETCD, own }), notes };
    },
    close: () => open?.watch.close(),
  };
}

function withoutKeys(keys: Fact<EtcdKeys>, { key }: EtcdKeys): string {
  const why = keys.is === "unknown" ? keys.why : `beside ${key} something is missing`;
  return `the members cannot be asked without the keys of a client: ${why}`;
}

/** A host in memory has no connections that stay: what is simulated there answers by the JSON gateway. */
function clientOn(host: HostView, keys: EtcdKeys): EtcdClient {
  const client = openEtcdGrpc(host, keys);
  if (host.kind !== "memory") return client;
  return {
    ...client,
    async look(url, look) {
      const sight = await client.look(url, look);
      return sight.said.is === "answer" ? sight : await lookAtEtcd(host, { url, tls: keys }, look);
    },
  };
}

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

async function readKeys(host: HostView, paths: EtcdKeys): Promise<EtcdKeys | undefined> {
  const [ca, cert, key] = await Promise.all(
    [paths.ca, paths.cert, paths.key].map((path) => host.files.readText(path)),
  );
  return ca === undefined || cert === undefined || key === undefined
    ? undefined
    : { ca, cert, key };
}
