import type { HostView, HttpTls } from "../engine/index.ts";
import { type EtcdClient, type EtcdSight, lookAtEtcd } from "../etcd/index.ts";
import { type EtcdStore, lookFromEtcd } from "./from-etcd.ts";
import type { StoreWatch } from "./watch-dqlite.ts";

export interface EtcdWatchOptions {
  readonly store: Omit<EtcdStore, "ownUrl">;
  /** Where this host's own member is asked, without a path. */
  readonly ownUrl: string;
  /** Mutual TLS with the client keys of the cluster, the same for all members. */
  readonly tls?: HttpTls;
  /** Asks in place of the JSON gateway, with its own keys; closed with the watch. */
  readonly client?: EtcdClient;
  /** Each question to each member; 800 ms unless told. */
  readonly timeoutMs?: number;
}

/** More are no etcd, and would only cost connections. */
const MOST_MEMBERS = 50;

/** Asks this host's own member, and whomever it or others name. */
export function watchEtcd(host: HostView, options: EtcdWatchOptions): StoreWatch {
  const { store, ownUrl, tls, client, timeoutMs } = options;
  let others: readonly string[] = [];
  return {
    async look(signal) {
      const look = { signal, ...(timeoutMs && { timeoutMs }) };
      const ask = (url: string) =>
        client?.look(url, look) ?? lookAtEtcd(host, { url, ...(tls && { tls }) }, look);
      const known = [ownUrl, ...others];
      const sights = await Promise.all(known.map(ask));
      others = othersIn(sights, ownUrl) ?? others;
      // Whoever is new is asked in the same look: some only ever look once.
      const news = others.filter((url) => !known.includes(url));
      sights.push(...(await Promise.all(news.map(ask))));
      client?.keep([ownUrl, ...others]);
      return lookFromEtcd(sights, { ...store, ownUrl });
    },
    close: () => client?.close(),
  };
}

/** Where everybody but this host is asked; `undefined`: nobody told. */
function othersIn(sights: readonly EtcdSight[], ownUrl: string): readonly string[] | undefined {
  const answers = sights.flatMap(({ url, said }) =>
    said.is === "answer" ? [{ url, ...said }] : [],
  );
  const members = answers.find((said) => said.members !== undefined)?.members;
  const ownId = answers.find(({ url }) => url === ownUrl)?.id;
  const rest = members?.filter(({ id }) => id !== ownId).slice(0, MOST_MEMBERS);
  return rest?.flatMap(({ clientUrls }) => clientUrls.slice(0, 1));
}
