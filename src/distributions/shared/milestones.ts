import type { StoreLook } from "../../datastore/index.ts";
import { type Fact, type HostView, knownValue } from "../../engine/index.ts";
import type { KubeAccess } from "../../kube/index.ts";
import { observeApi, observeNodes } from "../api-view.ts";
import type { ApiAccess } from "../driver.ts";
import { isWaitingForCni } from "../node-view.ts";
import { isKubeletHealthy } from "./worker.ts";

/** What is waited for after the start, in this order; distributions.md 3.4. */
export type Milestone = "api" | "datastore" | "node-registered" | "node-ready" | "kubelet";

/** Where a distribution is asked. */
export interface MilestoneParts {
  observeAccess(host: HostView): Promise<Fact<ApiAccess>>;
  observeStores(host: HostView, signal: AbortSignal): Promise<Fact<readonly StoreLook[]>>;
}

export interface Reached {
  readonly reached: boolean;
  /** What was seen: a changed sentence counts as progress. */
  readonly evidence: string;
}

interface Look {
  readonly host: HostView;
  readonly node: string;
  readonly signal: AbortSignal;
}

const not = (evidence: string): Reached => ({ reached: false, evidence });
const yes = (evidence: string): Reached => ({ reached: true, evidence });

/** Read-only; "down" is an answer. */
export async function lookFor(
  parts: MilestoneParts,
  milestone: Milestone,
  look: Look,
): Promise<Reached> {
  if (milestone === "datastore") return datastore(parts, look);
  if (milestone === "kubelet") return kubelet(look);
  const access = await parts.observeAccess(look.host);
  if (access.is === "absent") return not("no kubeconfig yet: the server is still starting");
  if (access.is === "unknown") return not(access.why);
  if (milestone === "api") return api(look, access.value.kube);
  return node(milestone, look, access.value);
}

async function api({ host, signal }: Look, access: KubeAccess): Promise<Reached> {
  const seen = await observeApi(host, access, signal);
  if (seen.is !== "known") return not(seen.is === "unknown" ? seen.why : "no API server yet");
  const { ready, failing } = seen.value;
  if (ready) return yes(`${access.server} is ready`);
  return not(failing.length === 0 ? "the API is not ready" : `not ready: ${failing.join(", ")}`);
}

/** Of a host that only runs pods: it is up once a server told it who it is. */
async function kubelet({ host, signal }: Look): Promise<Reached> {
  return (await isKubeletHealthy(host, signal))
    ? yes("the kubelet is well")
    : not("the kubelet does not run yet: the cluster has not taken this host in");
}

async function datastore(
  { observeStores }: MilestoneParts,
  { host, signal }: Look,
): Promise<Reached> {
  const [store] = knownValue(await observeStores(host, signal)) ?? [];
  const own = store?.members.find(({ isThisHost }) => isThisHost);
  if (store === undefined || own === undefined) return not("no datastore yet");
  const isLed = store.leader !== undefined || store.claimed !== undefined;
  if (own.answer.is !== "answered" || !isLed) return not(`${store.title} does not answer`);
  if (own.role === "learner") return not(`${store.title}: this member is still a learner`);
  return yes(
    store.kind === "sqlite" ? `${store.title}, single copy` : `${store.title} has a leader`,
  );
}

async function node(
  milestone: "node-registered" | "node-ready",
  { host, node: name, signal }: Look,
  access: ApiAccess,
): Promise<Reached> {
  const nodes = await observeNodes(host, access, signal);
  if (nodes.is !== "known") return not(nodes.is === "unknown" ? nodes.why : "no nodes yet");
  const own = nodes.value.find((found) => found.name === name);
  if (own === undefined) return not(`node ${name} has not registered yet`);
  if (milestone === "node-registered") {
    // Without its network the node cannot be Ready; that comes in a later step.
    return own.ready === "True" || isWaitingForCni(own)
      ? yes(`node ${name} is registered`)
      : not(`node ${name}: ${own.message}`);
  }
  return own.ready === "True" ? yes(`node ${name} is Ready`) : not(`node ${name}: ${own.message}`);
}
