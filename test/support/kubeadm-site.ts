import assert from "node:assert/strict";
import type { JoinMaterial } from "../../src/distributions/index.ts";
import { kubeadm } from "../../src/distributions/kubeadm/index.ts";
import { createStandInSite, type StandInSite } from "../../src/distributions/stand-in/site.ts";
import { createManualClock, type ManualClock } from "../../src/host/index.ts";
import { kubeApply } from "../../src/kube/index.ts";
import type { ClusterSpec, EdgeHost } from "../../src/spec/index.ts";
import type { Bench } from "./k3s-bench.ts";
import { CLUSTER, createKubeadmBench, documentOf } from "./kubeadm-bench.ts";

export const VIP = "10.10.216.100";
export const FOUNDER = "10.10.216.81";
const JOINER = "10.10.216.82";

export type Role = "control-plane" | "worker";

export interface Founded {
  readonly site: StandInSite;
  readonly clock: ManualClock;
  readonly bench: Bench;
  readonly cluster: ClusterSpec;
}

/** A cluster of one with a virtual address. */
export async function founded(more: Partial<ClusterSpec> = {}): Promise<Founded> {
  const site = createStandInSite();
  const clock = createManualClock();
  const cluster: ClusterSpec = { ...CLUSTER, vip: VIP, ...more };
  const { version } = cluster;
  const at = { site, address: FOUNDER };
  const bench = await createKubeadmBench({ document: documentOf(cluster), clock, version, at });
  site.lead(VIP, FOUNDER);
  const state = await bench.run();
  assert.equal(state.state, "succeeded", state.message);
  return { site, clock, bench, cluster };
}

/** What it takes for another host to join it. */
export async function mintFor({ bench, cluster }: Founded, role: Role): Promise<JoinMaterial> {
  const { cluster: seen } = await bench.look();
  const { signal } = new AbortController();
  const made = await kubeadm.join?.mint({
    ...{ host: bench.host, seen, cluster, role, node: "rack12-edge2", signal },
  });
  assert.ok(made);
  return made;
}

export function joinDocument(
  { cluster }: Pick<Founded, "cluster">,
  role: Role,
  { pin = "", server = "" }: JoinMaterial,
): EdgeHost {
  const join = { server, pin, token: { secret: "token" }, certificateKey: { secret: "key" } };
  const joins: ClusterSpec = { ...cluster, role, nodeIp: JOINER, join };
  return documentOf(joins, { host: { hostname: "rack12-edge2" } });
}

export function joinerOf(first: Founded, role: Role, material: JoinMaterial): Promise<Bench> {
  const { site, clock, cluster } = first;
  const { token, certificateKey = "" } = material;
  return createKubeadmBench({
    document: joinDocument(first, role, material),
    ...{ clock, version: cluster.version, at: { site, address: JOINER } },
    secrets: { token, key: certificateKey },
  });
}

/** A founder, and another host that joined it. */
export async function pairOf(role: Role, more: Partial<ClusterSpec> = {}) {
  const first = await founded(more);
  const material = await mintFor(first, role);
  const second = await joinerOf(first, role, material);
  const state = await second.run();
  assert.equal(state.state, "succeeded", state.message);
  return { first, second, document: joinDocument(first, role, material) };
}

export async function nodesSeenBy({ look }: Bench): Promise<readonly string[]> {
  const { nodes } = (await look()).cluster;
  const all = nodes.is === "known" ? nodes.value : [];
  return all.map(({ name, ready, roles }) => `${name} ${ready} ${roles.join()}`).toSorted();
}

/** Names and roles, as etcd tells them. */
export async function membersSeenBy({ look }: Bench): Promise<readonly string[] | undefined> {
  const { stores } = await look();
  const members = stores.is === "known" ? stores.value[0]?.members : undefined;
  return members?.map(({ name, role }) => `${name} ${role}`);
}

/** A pod `web-on-NODE` that another node could run. */
export async function putPod({ host }: Bench, nodeName: string): Promise<void> {
  const access = await kubeadm.observeAccess(host);
  assert.ok(access.is === "known");
  const name = `web-on-${nodeName}`;
  const path = `/api/v1/namespaces/default/pods/${name}`;
  const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web", uid: "1" };
  const metadata = { name, namespace: "default", ownerReferences: [owner] };
  const object = { apiVersion: "v1", kind: "Pod", metadata, spec: { nodeName } };
  assert.equal((await kubeApply(host, access.value.kube, { path, object })).is, "ok");
}

/** Whether the cluster still holds that pod. */
export function hasPod({ host }: Bench, nodeName: string): boolean {
  const held = host.text("/var/lib/etcd/member/snap/db") ?? "";
  return held.includes(`pods/web-on-${nodeName}"`);
}
