import {
  lookFromEtcd,
  lookFromGauges,
  type StoreLook,
  type StoreSource,
} from "../../datastore/index.ts";
import { type Fact, factOf, type HostView, known } from "../../engine/index.ts";
import { lookAtEtcd, lookAtGauges } from "../../etcd/index.ts";
import { DATABASE, TLS, UNIT } from "./paths.ts";

/** The JSON gateway on loopback, apart from the client port since late 2023: canonical-dqlite.md 5. */
const GATEWAY = "https://127.0.0.1:2382";
/** Plain HTTP on loopback, distributions.md 3.4. */
const GAUGES = "http://127.0.0.1:2381";
const SQLITE_FILE = `${DATABASE}/state.db`;
const ETCD_FOLDER = `${DATABASE}/etcd`;
const ETCD_KEYS = `${TLS}/etcd`;

const ETCD = { id: "kubernetes", title: "Datastore, etcd" } as const;

export function openStores(host: HostView): StoreSource {
  return { look: (signal) => observeStores(host, signal), close: () => undefined };
}

/** SQLite is a file on this host; etcd is asked on loopback. Absent: there is no datastore yet. */
export async function observeStores(
  host: HostView,
  signal: AbortSignal,
): Promise<Fact<readonly StoreLook[]>> {
  const etcd = await factOf(async () => await host.files.stat(ETCD_FOLDER));
  if (etcd.is === "unknown") return etcd;
  if (etcd.is === "known") return observeEtcd(host, signal);
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

/** The gateway knows members and terms; without keys, or with an older K3s, the gauges have to do. */
async function observeEtcd(
  host: HostView,
  signal: AbortSignal,
): Promise<Fact<readonly StoreLook[]>> {
  const [tls, name] = await Promise.all([
    factOf(() => readKeys(host)),
    factOf(() => host.files.readText(`${ETCD_FOLDER}/name`)),
  ]);
  if (tls.is === "known") {
    const sight = await lookAtEtcd(host, { url: GATEWAY, tls: tls.value }, { signal });
    const notAsked = "it answers JSON on its own loopback only";
    if (sight.said.is === "answer")
      return known([lookFromEtcd([sight], { ...ETCD, ownUrl: GATEWAY, notAsked })]);
  }
  const own = name.is === "known" ? name.value.trim() : "this host";
  const gauges = await lookAtGauges(host, { url: GAUGES, signal });
  return known([lookFromGauges(gauges, { ...ETCD, own })]);
}

async function readKeys(host: HostView) {
  const [ca, cert, key] = await Promise.all(
    ["server-ca.crt", "client.crt", "client.key"].map((file) =>
      host.files.readText(`${ETCD_KEYS}/${file}`),
    ),
  );
  return ca === undefined || cert === undefined || key === undefined
    ? undefined
    : { ca, cert, key };
}
