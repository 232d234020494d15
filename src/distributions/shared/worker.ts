import { type Fact, factOf, type HostView } from "../../engine/index.ts";
import type { ApiAccess } from "../driver.ts";
import type { ServerKind } from "./server-kind.ts";

/** The kubelet's own way to the API: what it may read there is its own node. Absent: it was never in a cluster. */
export function observeWorkerAccess(
  host: HostView,
  { data }: Pick<ServerKind, "data">,
  nodeName: string | undefined,
): Promise<Fact<ApiAccess>> {
  return factOf(async () => {
    const text = await host.files.readText(`${data}/agent/kubelet.kubeconfig`);
    if (text === undefined) return undefined;
    const value = (key: string) => new RegExp(`^\\s*${key}: "?([^\\s"]+)"?$`, "m").exec(text)?.[1];
    const server = value("server")?.replace(/\/+$/, "");
    const files = ["certificate-authority", "client-certificate", "client-key"].map(value);
    const [ca, cert, key] = await Promise.all(
      files.map(async (path) => (path === undefined ? undefined : await host.files.readText(path))),
    );
    if (server === undefined || ca === undefined || cert === undefined || key === undefined)
      throw new Error("the kubelet has no whole way to the API yet");
    return { kube: { server, tls: { ca, cert, key } }, ...(nodeName && { nodeName }) };
  });
}

/** What the kubelet of this host says of itself. */
export async function isKubeletHealthy(host: HostView, signal: AbortSignal): Promise<boolean> {
  const url = "http://127.0.0.1:10248/healthz";
  const answer = await host.http.get({ url, timeoutMs: 2000, signal });
  return answer.is === "answered" && answer.status === 200;
}
