import type { StoreLook, StoreSource } from "../../datastore/index.ts";
import { type Fact, factOf, type HostView, known } from "../../engine/index.ts";
import { createEtcdLooker, type EtcdPlace } from "../etcd-looker.ts";
import { ETCD_PKI, manifestOf } from "./paths.ts";

/** Stacked etcd, distributions.md 5.4; its static pod says under which name this member runs. */
const ETCD: EtcdPlace = {
  keys: {
    ca: `${ETCD_PKI}/ca.crt`,
    cert: `${ETCD_PKI}/server.crt`,
    key: `${ETCD_PKI}/server.key`,
  },
  async readName(host) {
    const manifest = await host.files.readText(manifestOf("etcd"));
    return /^\s*- --name=(\S+)$/m.exec(manifest ?? "")?.[1];
  },
};

/** Absent: this host has no member of etcd; a worker, or an etcd that somebody else keeps. */
export function openStores(host: HostView): StoreSource {
  const etcd = createEtcdLooker(host, ETCD);
  return {
    async look(signal): Promise<Fact<readonly StoreLook[]>> {
      const member = await factOf(async () => {
        const [manifest, key] = await Promise.all([
          host.files.stat(manifestOf("etcd")),
          host.files.stat(ETCD.keys.key),
        ]);
        // A manifest that was taken away stops the member, and the member is still one of them.
        return manifest ?? key;
      });
      return member.is === "known" ? known([await etcd.look(signal)]) : member;
    },
    close: etcd.close,
  };
}
