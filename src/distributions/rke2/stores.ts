import type { StoreLook, StoreSource } from "../../datastore/index.ts";
import { type Fact, factOf, type HostView, known } from "../../engine/index.ts";
import { createEtcdLooker, type EtcdPlace } from "../etcd-looker.ts";
import { lookOnce } from "../shared/look-once.ts";
import { ETCD_FOLDER, TLS } from "./paths.ts";

/** distributions.md 4.5. */
const ETCD: EtcdPlace = {
  keys: {
    ca: `${TLS}/etcd/server-ca.crt`,
    cert: `${TLS}/etcd/server-client.crt`,
    key: `${TLS}/etcd/server-client.key`,
  },
  readName: async (host) => (await host.files.readText(`${ETCD_FOLDER}/name`))?.trim(),
};

/** Its etcd runs as a static pod. Absent: there is no datastore yet. */
export function openStores(host: HostView): StoreSource {
  const etcd = createEtcdLooker(host, ETCD);
  return {
    async look(signal) {
      const folder = await factOf(async () => await host.files.stat(ETCD_FOLDER));
      return folder.is === "known" ? known([await etcd.look(signal)]) : folder;
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
