import type { StoreLook } from "../../datastore/index.ts";
import { type HostView, knownValue } from "../../engine/index.ts";
import { lookAtEtcd, openEtcdGrpc } from "../../etcd/index.ts";
import { type EtcdWatchOptions, type StoreWatch, watchEtcd } from "../../store-looks/index.ts";
import { argsIn } from "./datastore-kind.ts";
import type { DqliteSetup, StoreLooker } from "./dqlite-store.ts";
import { namesOf, readKeys } from "./membership.ts";
import { ARGS, ETCD_PKI, K8S_DQLITE_FOLDER } from "./paths.ts";
import { readDaemon, readDqliteFolder, readTruststore } from "./state-files.ts";

type EtcdSetup = Pick<EtcdWatchOptions, "store" | "ownUrl" | "tls">;

const ID = "kubernetes";
/** go-dqlite looks at the roles this often unless told, and it is not told. */
const DQLITE_REPAIRS_MS = 30_000;
const NOT_ASKED = "its address is not known here";

/** k8s-dqlite, to 1.35. Absent: this host has no member of it. */
export async function readK8sDqlite(host: HostView): Promise<DqliteSetup | undefined> {
  const [daemon, trusted, folder, tls] = await Promise.all([
    readDaemon(host),
    readTruststore(host),
    readDqliteFolder(host, K8S_DQLITE_FOLDER),
    // One pair for all members and both sides.
    readKeys(host, {
      ca: `${K8S_DQLITE_FOLDER}/cluster.crt`,
      cert: `${K8S_DQLITE_FOLDER}/cluster.crt`,
      key: `${K8S_DQLITE_FOLDER}/cluster.key`,
    }),
  ]);
  if (folder === undefined) return undefined;
  const { ownAddress, addresses, members: lastKnown } = folder;
  return {
    ...{ id: ID, title: "Kubernetes datastore (k8s-dqlite)", repairsWithinMs: DQLITE_REPAIRS_MS },
    ...(ownAddress === undefined ? {} : { ownAddress }),
    ...{ addresses, lastKnown, tls },
    nameOf: namesOf(daemon === undefined ? trusted : [daemon, ...trusted]),
  };
}

/** Managed etcd: on loopback and on the address of the node, with the same certificates. */
export async function readEtcd(host: HostView): Promise<EtcdSetup> {
  const [text, tls] = await Promise.all([
    host.files.readText(`${ARGS}/etcd`),
    readKeys(host, {
      ca: `${ETCD_PKI}/ca.crt`,
      cert: `${ETCD_PKI}/server.crt`,
      key: `${ETCD_PKI}/server.key`,
    }),
  ]);
  const args = argsIn(text ?? "");
  const port = URL.parse(args.get("advertise-client-urls")?.split(",")[0] ?? "")?.port;
  const { servername: _, ...keys } = knownValue(tls) ?? {};
  const ownName = args.get("name");
  return {
    store: {
      ...{ id: ID, title: "Kubernetes datastore (etcd)", notAsked: NOT_ASKED },
      ...(ownName === undefined ? {} : { ownName }),
    },
    ownUrl: `https://127.0.0.1:${port || 2379}`,
    tls: keys,
  };
}

export function createEtcdLooker(host: HostView): StoreLooker<EtcdSetup> {
  let open: { readonly key: string; readonly watch: StoreWatch } | undefined;
  return {
    look(setup, signal) {
      const key = JSON.stringify(setup);
      if (open?.key !== key) {
        open?.watch.close();
        // One warm connection to each member: a handshake a second would be a load on all of them.
        open = { key, watch: watchEtcd(host, { ...setup, client: openEtcdGrpc(host, setup.tls) }) };
      }
      return open.watch.look(signal);
    },
    close: () => open?.watch.close(),
  };
}

/** Somebody else keeps it: whether it answers is all that can be said, and only if it is an etcd with a gateway. */
export async function lookAtExternal(host: HostView, signal: AbortSignal): Promise<StoreLook> {
  const [args, tls] = await Promise.all([
    host.files.readText(`${ARGS}/kube-apiserver`),
    readKeys(host, {
      ca: `${ETCD_PKI}/ca.crt`,
      cert: `${ETCD_PKI}/client.crt`,
      key: `${ETCD_PKI}/client.key`,
    }),
  ]);
  const servers = argsIn(args ?? "").get("etcd-servers") ?? "";
  const urls = servers.split(",").filter((url) => URL.canParse(url));
  const { servername: _, ...keys } = knownValue(tls) ?? {};
  const sights = await Promise.all(
    urls.map((url) => lookAtEtcd(host, { url: url.replace(/\/$/, ""), tls: keys }, { signal })),
  );
  const [said] = sights.flatMap((sight) => (sight.said.is === "answer" ? [sight.said] : []));
  const silence = sights.flatMap((sight) => (sight.said.is === "silent" ? [sight.said.why] : []));
  return {
    ...{ id: ID, kind: "external", title: "Kubernetes datastore (external)", electionMs: 0 },
    source: "members",
    leader: ID,
    members: [
      {
        ...{
          id: ID,
          name: servers === "" ? "external" : servers,
          role: "voter",
          isThisHost: false,
        },
        answer:
          said === undefined
            ? {
                is: "not-asked",
                why: `somebody else keeps it; ${silence[0] ?? "its address is not known"}`,
              }
            : { is: "answered", roundTripMs: said.tookMs },
      },
    ],
  };
}
