import type { StoreLook, StoreSource } from "../../datastore/index.ts";
import { type Fact, factOf, type HostView, known } from "../../engine/index.ts";
import { createEtcdLooker, type EtcdPlace } from "../etcd-looker.ts";
import { lookOnce } from "../shared/look-once.ts";
import { DATABASE, TLS, UNIT } from "./paths.ts";

const SQLITE_FILE = `${DATABASE}/state.db`;
const ETCD_FOLDER = `${DATABASE}/etcd`;
const ETCD_KEYS = `${TLS}/etcd`;

/** gRPC only: the JSON gateway is on loopback alone since late 2023, canonical-dqlite.md 5. */
const ETCD: EtcdPlace = {
  keys: {
    ca: `${ETCD_KEYS}/server-ca.crt`,
    cert: `${ETCD_KEYS}/client.crt`,
    key: `${ETCD_KEYS}/client.key`,
  },
  readName: async (host) => (await host.files.readText(`${ETCD_FOLDER}/name`))?.trim(),
};

/** SQLite is a file on this host, etcd has members. Absent: there is no datastore yet. */
export function openStores(host: HostView): StoreSource {
  const etcd = createEtcdLooker(host, ETCD);
  return {
    async look(signal) {
      const folder = await factOf(async () => await host.files.stat(ETCD_FOLDER));
      if (folder.is === "unknown") return folder;
      return folder.is === "known" ? known([await etcd.look(signal)]) : observeSqlite(host);
    },
    close: etcd.close,
  };
}

export function observeStores(
  host: HostView,
  signal: AbortSignal,
): Promise<Fact<readonly StoreLook[]>> {
  return lookOnce(openStores(host), signal);
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
