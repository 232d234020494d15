import { z } from "zod";
import { type Fact, factOf, type HostIO, type HostView } from "../../engine/index.ts";
import { type EtcdMember, lookAtEtcd, removeEtcdMember } from "../../etcd/index.ts";
import { type KubeAccess, kubeGet } from "../../kube/index.ts";
import { ETCD_PKI } from "./paths.ts";

const PODS = "/api/v1/namespaces/kube-system/pods?labelSelector=component%3Detcd";
/** kubeadm tells itself so where each member is asked. */
const URLS = "kubeadm.kubernetes.io/etcd.advertise-client-urls";

const pods = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ annotations: z.record(z.string(), z.string()).default({}) }),
    }),
  ),
});

/** Where the members of etcd can be asked, by what the cluster knows of their pods. */
export function observeEtcdUrls(
  host: HostView,
  kube: KubeAccess,
  signal: AbortSignal,
): Promise<Fact<readonly string[]>> {
  return factOf(async () => {
    const answer = await kubeGet(host, kube, PODS, { signal });
    if (answer.is !== "ok") throw new Error(answer.why);
    const { items } = pods.parse(answer.body);
    return items.flatMap(({ metadata }) => metadata.annotations[URLS]?.split(",") ?? []);
  });
}

export interface EtcdSource {
  readonly url: string;
  readonly members: readonly EtcdMember[];
}

/** Of the first of these that leads or follows a leader; `undefined`: none does. */
export async function firstThatKnows(
  host: HostView,
  urls: readonly string[],
  signal: AbortSignal,
): Promise<EtcdSource | undefined> {
  const tls = await etcdKeys(host);
  for (const url of urls) {
    const { said } = await lookAtEtcd(host, { url, tls }, { signal, timeoutMs: 3000 });
    if (said.is === "answer" && said.leader !== undefined && said.members !== undefined)
      return { url, members: said.members };
  }
  return undefined;
}

/** @throws when etcd does not take it out */
export async function takeOut(
  host: HostIO,
  { url, id }: { readonly url: string; readonly id: bigint },
  signal: AbortSignal,
): Promise<void> {
  const change = await removeEtcdMember(host, { url, tls: await etcdKeys(host) }, { id, signal });
  if (change.is === "failed") throw new Error(`etcd at ${url}: ${change.why}`);
}

export async function etcdKeys(host: HostView) {
  const [ca, cert, key] = await Promise.all(
    ["ca.crt", "server.crt", "server.key"].map((name) =>
      host.files.readText(`${ETCD_PKI}/${name}`),
    ),
  );
  if (ca === undefined || cert === undefined || key === undefined)
    throw new Error(`keys of etcd are missing in ${ETCD_PKI}`);
  return { ca, cert, key };
}
