import { factOf, type HostView, knownValue } from "../../engine/index.ts";
import { lookAtEtcd } from "../../etcd/index.ts";
import type { OwnMember } from "./etcd-manifest.ts";
import { etcdKeys } from "./etcd-peers.ts";

const OWN = "https://127.0.0.1:2379";
const CLIENT_PORT = "2379";
const TIMEOUT_MS = 3000;

/**
 * Members of etcd besides this one that still answer, as sentences: those that it knows itself, while it runs,
 * and those its static pod was told of. One of them would go on with the present data, under the same keys.
 */
export async function observeOtherMembers(
  host: HostView,
  { peerUrl, cluster }: OwnMember,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const tls = knownValue(await factOf(() => etcdKeys(host)));
  const look = { signal, timeoutMs: TIMEOUT_MS };
  const way = (url: string) => ({ url, ...(tls && { tls }) });
  const { said } = await lookAtEtcd(host, way(OWN), look);
  const known = said.is === "answer" ? (said.members ?? []).flatMap((one) => one.peerUrls) : [];
  const own = hostOf(peerUrl);
  const others = new Set([...known, ...cluster].map(hostOf).filter((name) => name !== own));
  const found = await Promise.all(
    [...others].map(async (name) => {
      const url = `https://${name}:${CLIENT_PORT}`;
      const sight = await lookAtEtcd(host, way(url), look);
      return sight.said.is === "answer" ? [`etcd at ${url} answers`] : [];
    }),
  );
  return found.flat();
}

function hostOf(url: string): string {
  return URL.parse(url)?.hostname ?? url;
}
