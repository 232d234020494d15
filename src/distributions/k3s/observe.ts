import {
  type Fact,
  factOf,
  type HostView,
  known,
  knownValue,
  unknown,
} from "../../engine/index.ts";
import {
  type KubeAccess,
  type KubeAnswer,
  kubeGet,
  nodeStatusOf,
  parseKubeconfig,
  readNodes,
  readPods,
} from "../../kube/index.ts";
import { redact } from "../../secrets/index.ts";
import type {
  ApiAccess,
  ApiView,
  ClusterObservation,
  NodeView,
  ObserveRequest,
} from "../driver.ts";
import { nodeViewOf } from "../node-view.ts";
import { observeCertificates } from "./certificates.ts";
import { observeOwnership } from "./ownership.ts";
import { KUBECONFIG, UNIT } from "./paths.ts";
import { explain } from "./signatures.ts";
import { observeVersion } from "./version.ts";

/** distributions.md 8.2: this invocation only, last 500 lines. */
const JOURNAL_LINES = 500;
/** Each source alone; together they run side by side. */
const DEADLINE_MS = 3000;

/** Read-only. What cannot be read is unknown, what is down is said to be down. */
export async function observe(request: ObserveRequest): Promise<ClusterObservation> {
  const { host, signal } = request;
  const [access, name] = await Promise.all([observeAccess(host), observeNodeName(host)]);
  const nodeName = knownValue(name);
  const [ownership, installed, unit, certificateEndsMs, lastEvidence, api, nodes, pods] =
    await Promise.all([
      observeOwnership(host),
      observeVersion(host, signal),
      observeUnit(host),
      observeCertificates(host),
      observeEvidence(host, signal),
      through(access, (found) => observeApi(host, found, signal)),
      through(access, async (found) => request.nodes ?? observeNodes(host, found, signal)),
      through(access, (found) => observePods(host, { kube: found, nodeName }, signal)),
    ]);
  return {
    distribution: "k3s",
    atMs: host.clock.nowMs(),
    ownership,
    installed,
    unit,
    api,
    nodes,
    pods,
    certificateEndsMs,
    ...(lastEvidence === undefined ? {} : { lastEvidence }),
  };
}

/** Absent: there is no kubeconfig, so no server was ever up here. */
export function observeAccess(host: HostView): Promise<Fact<KubeAccess>> {
  return factOf(async () => {
    const text = await host.files.readText(KUBECONFIG);
    if (text === undefined) return undefined;
    const access = parseKubeconfig(text);
    if (access === undefined) throw new Error(`${KUBECONFIG} is not a kubeconfig`);
    return access;
  });
}

/** The same with the name of this host as a node. */
export async function observeApiAccess(host: HostView): Promise<Fact<ApiAccess>> {
  const [kube, name] = await Promise.all([observeAccess(host), observeNodeName(host)]);
  if (kube.is !== "known") return kube;
  return known({ kube: kube.value, ...(name.is === "known" && { nodeName: name.value }) });
}

async function observeUnit(host: HostView): Promise<ClusterObservation["unit"]> {
  const unit = await host.units.show(UNIT);
  if (unit.is !== "known") return unit;
  const { active, sub, restarts } = unit.value;
  return known({ name: UNIT, active, sub, restarts });
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
  access: KubeAccess,
  signal: AbortSignal,
): Promise<Fact<readonly NodeView[]>> {
  const [read, name] = await Promise.all([
    kubeGet(host, access, "/api/v1/nodes", call(signal)).then(readNodes),
    observeNodeName(host),
  ]);
  if (read.is !== "read") return unknown(read.why);
  return known(read.value.map((node) => nodeViewOf(nodeStatusOf(node), knownValue(name))));
}

interface PodsOf {
  readonly kube: KubeAccess;
  readonly nodeName: string | undefined;
}

/** Those of this host alone: all of a large cluster are tens of megabytes. */
async function observePods(host: HostView, { kube, nodeName }: PodsOf, signal: AbortSignal) {
  if (nodeName === undefined) return unknown("the name of this host as a node is not known");
  const path = `/api/v1/pods?fieldSelector=${encodeURIComponent(`spec.nodeName=${nodeName}`)}`;
  const read = readPods(await kubeGet(host, kube, path, call(signal)));
  if (read.is !== "read") return unknown(read.why);
  const running = read.value.filter(({ status }) => status.phase === "Running").length;
  return known({ running, total: read.value.length });
}

/** The name this host runs under; the configuration says so, whatever the host name is now. */
function observeNodeName(host: HostView): Promise<Fact<string>> {
  return factOf(async () => {
    const config = await host.files.readText("/etc/rancher/k3s/config.yaml");
    return /^node-name: "?([^\s"]+)"?$/m.exec(config ?? "")?.[1];
  });
}

async function observeEvidence(host: HostView, signal: AbortSignal): Promise<string | undefined> {
  const journal = await host.units.journal(UNIT, { lines: JOURNAL_LINES, signal });
  if (journal.is !== "known") return undefined;
  const explained = explain(journal.value);
  if (explained !== undefined) return `${explained.signature.cause} (${short(explained.line)})`;
  const last = journal.value.at(-1);
  return last === undefined ? undefined : short(last);
}

/** The message of a line in K3s' log format, without its time and level. */
export function short(line: string): string {
  const message = /\bmsg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1]?.replace(/\\(.)/g, "$1");
  return redact(message ?? line).slice(0, 300);
}

function through<T>(
  access: Fact<KubeAccess>,
  look: (access: KubeAccess) => Promise<Fact<T>>,
): Promise<Fact<T>> {
  return access.is === "known" ? look(access.value) : Promise.resolve(access);
}

function call(signal: AbortSignal) {
  return { signal, timeoutMs: DEADLINE_MS };
}
