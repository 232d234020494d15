import { z } from "zod";
import type { HostView } from "../../engine/index.ts";
import { readJson } from "../../json/index.ts";
import { type KubeAccess, kubeGet } from "../../kube/index.ts";
import { endpointOf, hostAndPort } from "../../spec/index.ts";
import type { ServerKind } from "./server-kind.ts";
import { compareVersions, normalVersion } from "./versions.ts";
import { observeWorkerAccess } from "./worker.ts";

type Asking = Pick<ServerKind, "id" | "data">;

/** Why a worker may not run this version yet, in words; `undefined`: every server that it knows is there already. */
export async function serversBehind(
  host: HostView,
  kind: Asking,
  { to, signal }: { readonly to: string; readonly signal: AbortSignal },
): Promise<string | undefined> {
  const access = await observeWorkerAccess(host, kind, undefined);
  if (access.is !== "known") return "the servers cannot be asked what they run";
  const ways = await waysToServers(host, kind, access.value.kube);
  const said = await Promise.all(ways.map((way) => versionOf(host, way, signal)));
  return said.flatMap(({ server, version, why }) => {
    if (version === undefined) return [`${server} does not say what it runs: ${why}`];
    return compareVersions(version, to) < 0 ? [`${server} still runs ${version}`] : [];
  })[0];
}

/** As the agent keeps it for its own balancer: all servers that it was told of. */
const balancer = z.object({ ServerAddresses: z.array(z.string()).min(1) });
const API_PORT = 6443;

/** With the keys of the kubelet. Where no list is left, the balancer takes one of them. */
async function waysToServers(
  host: HostView,
  { id, data }: Asking,
  kube: KubeAccess,
): Promise<readonly KubeAccess[]> {
  const text = await host.files.readText(`${data}/agent/etc/${id}-agent-load-balancer.json`);
  const list = balancer.safeParse(readJson(text ?? "")).data;
  if (list === undefined) return [kube];
  return list.ServerAddresses.map((address) => {
    const server = hostAndPort({ host: endpointOf(address, API_PORT).host, port: API_PORT });
    return { ...kube, server: `https://${server}` };
  });
}

const versionInfo = z.object({ gitVersion: z.string().max(64) });
const TIMEOUT_MS = 3000;

async function versionOf(host: HostView, way: KubeAccess, signal: AbortSignal) {
  const { server } = way;
  const answer = await kubeGet(host, way, "/version", { signal, timeoutMs: TIMEOUT_MS });
  if (answer.is !== "ok") return { server, why: answer.why };
  const version = versionInfo.safeParse(answer.body).data?.gitVersion;
  if (version === undefined) return { server, why: "its answer is none that we know" };
  return { server, version: normalVersion(version) };
}
