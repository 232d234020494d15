import { type Fact, factOf, type HostView, known, unknown } from "../engine/index.ts";
import {
  type KubeAccess,
  type KubeAnswer,
  kubeGet,
  listNodes,
  parseKubeconfig,
  readPods,
} from "../kube/index.ts";
import type { ApiAccess, ApiView, ClusterObservation, NodeView, ObserveRequest } from "./driver.ts";
import { nodeViewOf } from "./node-view.ts";

/** Each source alone; together they run side by side. */
const DEADLINE_MS = 3000;

/** By the first of these files that is there. Absent: none is, so no server was ever up here. */
export function readAccess(
  host: HostView,
  kubeconfigs: readonly string[],
): Promise<Fact<KubeAccess>> {
  return factOf(async () => {
    for (const path of kubeconfigs) {
      const text = await host.files.readText(path);
      if (text === undefined) continue;
      const access = parseKubeconfig(text);
      if (access === undefined) throw new Error(`${path} is not a kubeconfig`);
      return access;
    }
    return undefined;
  });
}

export interface ApiRequest {
  readonly host: HostView;
  readonly access: Fact<ApiAccess>;
  /** As a watch has them; absent: they are listed. */
  readonly nodes?: ObserveRequest["nodes"];
  readonly signal: AbortSignal;
}

/** What the API server says of itself and of its cluster. */
export async function observeThroughApi(
  request: ApiRequest,
): Promise<Pick<ClusterObservation, "api" | "nodes" | "pods">> {
  const { host, access, signal } = request;
  if (access.is !== "known") return { api: access, nodes: access, pods: access };
  const { kube } = access.value;
  const [api, nodes, pods] = await Promise.all([
    observeApi(host, kube, signal),
    request.nodes ?? observeNodes(host, access.value, signal),
    observePods(host, access.value, signal),
  ]);
  return { api, nodes, pods };
}

/** `/readyz?verbose` answers 500 with the same list while a check fails. */
export async function observeApi(
  host: HostView,
  access: KubeAccess,
  signal: AbortSignal,
): Promise<Fact<ApiView>> {
  const answer = await kubeGet(host, access, "/readyz?verbose", call(signal));
  if (answer.is === "down") return unknown(answer.why);
  const tookMs = answer.is === "ok" ? answer.tookMs : 0;
  const failing = failingChecks(answer);
  const ready = answer.is === "ok" && failing.length === 0;
  if (answer.is === "refused" && failing.length === 0) return unknown(answer.why);
  return known({
    endpoint: access.server,
    ready,
    latencyMs: Math.round(tookMs * 10) / 10,
    failing,
  });
}

/** Lines such as `[-]etcd failed: reason withheld`. */
function failingChecks(answer: KubeAnswer): readonly string[] {
  if (answer.is !== "ok" && answer.is !== "refused") return [];
  return [...answer.text.matchAll(/^\[-\](\S+)/gm)].map(([, name]) => name ?? "");
}

export async function observeNodes(
  host: HostView,
  { kube, nodeName }: ApiAccess,
  signal: AbortSignal,
): Promise<Fact<readonly NodeView[]>> {
  const asked = { access: kube, ...call(signal) };
  const all = await listNodes(host, asked);
  // A worker has no other keys than its kubelet's, which may see its own node only (since 1.32).
  const isRefused = all.is === "failed" && /forbidden|403/i.test(all.why);
  const list =
    isRefused && nodeName !== undefined ? await listNodes(host, { ...asked, name: nodeName }) : all;
  if (list.is === "failed") return unknown(list.why);
  return known(list.nodes.map((node) => nodeViewOf(node, nodeName)));
}

/** Those of this host alone: all of a large cluster are tens of megabytes. */
async function observePods(host: HostView, { kube, nodeName }: ApiAccess, signal: AbortSignal) {
  if (nodeName === undefined) return unknown("the name of this host as a node is not known");
  const path = `/api/v1/pods?fieldSelector=${encodeURIComponent(`spec.nodeName=${nodeName}`)}`;
  const read = readPods(await kubeGet(host, kube, path, call(signal)));
  if (read.is !== "read") return unknown(read.why);
  const running = read.value.filter(({ status }) => status.phase === "Running").length;
  return known({ running, total: read.value.length });
}

function call(signal: AbortSignal) {
  return { signal, timeoutMs: DEADLINE_MS };
}
