import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import type { StoreReport } from "../../src/datastore/index.ts";
import type { ClusterObservation, ClusterOperationRequest } from "../../src/distributions/index.ts";
import { kubeadm } from "../../src/distributions/kubeadm/index.ts";
import {
  removeMemberHandler,
  removeMemberStep,
} from "../../src/distributions/kubeadm/remove-member-step.ts";
import { type Fact, known, type Step } from "../../src/engine/index.ts";
import { createMemoryHost, type MemoryHttpRequest } from "../../src/host/index.ts";
import { createKubeadmBench, documentOf } from "../support/kubeadm-bench.ts";
import { operating } from "../support/operating.ts";

const PKI = "/etc/kubernetes/pki";

test("certificates are renewed, then the pods read them in the order of their needs; asked again, there is more to renew", async () => {
  const bench = await createKubeadmBench();
  assert.equal((await bench.run()).state, "succeeded");
  await bench.host.clock.sleep(300 * 86_400_000);
  const endOf = (path: string) => new X509Certificate(bench.host.text(path) ?? "").validToDate;
  const before = endOf(`${PKI}/apiserver.crt`).getTime();
  const renewing = operating(bench, "renew-certificates", {
    params: {},
    document: documentOf(),
    distribution: "kubeadm",
  });
  const planned = await renewing.plan();
  assert.deepEqual(
    planned.steps.map(({ id, lock = "-" }) => `${id} ${lock}`),
    [
      "kubeadm.renew /etc/kubernetes/admin.conf",
      ...["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"].map(
        (pod) => `kubeadm.restart-${pod} /etc/kubernetes/admin.conf`,
      ),
      "kubeadm.wait-api -",
      "kubeadm.wait-datastore -",
    ],
  );
  await bench.host.clock.sleep(60_000);
  assert.equal((await renewing.plan()).hash, planned.hash, "it is what somebody read a minute ago");
  const calls = bench.host.calls.length;
  const state = await renewing.run();
  assert.equal(state.state, "succeeded", state.message);
  const renewed = endOf(`${PKI}/apiserver.crt`).getTime() - before;
  assert.equal(Math.round(renewed / 86_400_000), 300);
  const stopped = bench.host.calls
    .slice(calls)
    .flatMap((argv) => (argv.includes("stop") ? [argv.at(-1)] : []));
  assert.deepEqual(
    stopped,
    ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"].map(
      (pod) => `simulated-${pod}`,
    ),
  );
  assert.deepEqual((await bench.plan()).steps, [], "and the host is as asked");
});

interface Voter {
  readonly name: string;
  readonly isThisHost?: true;
  /** `yes` unless told. */
  readonly mayGo?: "no";
}

function storesOf(voters: readonly Voter[]): Fact<readonly StoreReport[]> {
  const members = voters.map(({ name, isThisHost = false, mayGo = "yes" }, index) => ({
    ...{ id: `${index}`, name, address: `10.0.0.${index + 1}:2379`, role: "voter", isThisHost },
    ...{ reach: "online", stop: { answer: "yes", why: "" } },
    remove: { answer: mayGo, why: "the quorum would be lost" },
  }));
  const report = { id: "kubernetes", kind: "etcd", title: "etcd", atMs: 0, members };
  // Of a store an operation reads who its members are, and whether they may go.
  return known([report as unknown as StoreReport]);
}

function seenOf(role?: "worker"): ClusterObservation {
  const node = (name: string, isThisHost: boolean, ready: "True" | "Unknown" = "True") => ({
    ...{ name, isThisHost, ready, reason: "", message: "", version: "1.36.2" },
    roles: ["control-plane"],
  });
  const ownership = { by: "this-tool", evidence: "", cluster: "rack12", committed: true } as const;
  return {
    ...{ distribution: "kubeadm", atMs: 0 },
    ownership: known(role === undefined ? ownership : { ...ownership, role }),
    installed: known({ version: "1.36.2" }),
    unit: known({ name: "kubelet.service", active: "active", sub: "running", restarts: 0 }),
    api: known({ endpoint: "", ready: true, latencyMs: 1, failing: [] }),
    nodes: known([node("one", true), node("two", false), node("three", false, "Unknown")]),
    pods: known({ running: 0, total: 0 }),
    certificateEndsMs: known(0),
  };
}

const THREE: readonly Voter[] = [
  { name: "one", isThisHost: true },
  { name: "two" },
  { name: "three" },
];

function planned(
  operation: "leave" | "remove-peer",
  more: Partial<ClusterOperationRequest> & { readonly voters?: readonly Voter[] } = {},
) {
  const { voters = THREE, ...rest } = more;
  const base = { cluster: "rack12", params: {}, seen: seenOf(), isKairos: false };
  const plan = kubeadm.operations?.[operation];
  const { steps, blocked } = plan?.({ ...base, stores: storesOf(voters), ...rest }) ?? {
    steps: [],
    blocked: [],
  };
  return {
    steps: steps.map(({ id }) => id),
    blocked: blocked.map(({ code }) => code),
    params: Object.assign({}, ...steps.map(({ params }: Step) => params)),
  };
}

test("a control plane leaves with its node and its member before anything here is removed", () => {
  const { steps, blocked, params } = planned("leave");
  assert.deepEqual(
    [steps, blocked],
    [
      [
        "kubeadm.empty-node",
        "kubeadm.delete-node",
        "kubeadm.remove-member",
        "kubeadm.down",
        "kubeadm.sweep",
      ],
      [],
    ],
  );
  assert.deepEqual(params.urls, ["https://10.0.0.2:2379", "https://10.0.0.3:2379"]);
  assert.equal(params.name, "one");
});

test("a worker has no member and may not delete its node: the rest is removed, and somebody is told", () => {
  const { steps } = planned("leave", { seen: seenOf("worker") });
  assert.deepEqual(steps, ["kubeadm.empty-node", "kubeadm.down", "kubeadm.sweep"]);
});

test("a peer goes with its member, a worker with its node alone", () => {
  const gone = planned("remove-peer", { params: { node: "three", dead: "yes" } });
  assert.deepEqual(
    [gone.steps, gone.blocked],
    [
      ["kubeadm.snapshot", "kubeadm.empty-node", "kubeadm.remove-member", "kubeadm.delete-node"],
      [],
    ],
  );
  const { name, urls, node, pods } = gone.params;
  assert.deepEqual(
    { name, urls, node, pods },
    { name: "three", urls: ["https://10.0.0.2:2379"], node: "three", pods: "none" },
  );
  const two = THREE.slice(0, 2);
  const alone = planned("remove-peer", { params: { node: "three" }, voters: two });
  assert.deepEqual(alone.steps, ["kubeadm.empty-node", "kubeadm.delete-node"]);
  const alive = planned("remove-peer", { params: { node: "two" } });
  assert.equal(alive.params.pods, "all", "what runs there moves to the others");
});

test("nobody goes whom the others cannot do without, and nobody is removed by another name", () => {
  const alone: readonly Voter[] = [{ name: "one", isThisHost: true, mayGo: "no" }];
  const needed: readonly Voter[] = [...THREE.slice(0, 2), { name: "three", mayGo: "no" }];
  const refused = (operation: "leave" | "remove-peer", more: Parameters<typeof planned>[1]) => {
    const { steps, blocked } = planned(operation, more);
    assert.deepEqual(steps, []);
    return blocked;
  };
  assert.deepEqual(refused("leave", { voters: alone }), ["QUORUM_AT_RISK"]);
  assert.deepEqual(refused("remove-peer", { params: { node: "three" }, voters: needed }), [
    "QUORUM_AT_RISK",
  ]);
  assert.deepEqual(refused("remove-peer", { params: { node: "four" } }), ["NODE_UNKNOWN"]);
  assert.deepEqual(refused("remove-peer", { params: { node: "one" } }), ["NODE_IS_THIS_HOST"]);
  assert.deepEqual(refused("remove-peer", { params: { node: "two" }, seen: seenOf("worker") }), [
    "NOT_A_CONTROL_PLANE",
  ]);
  assert.deepEqual(refused("leave", { cluster: "rack13" }), ["CLUSTER_FOREIGN"]);
});

test("a member is taken out by another one that knows a leader, once; the one that goes is asked last", async () => {
  const removed: string[] = [];
  const members = ["one", "two"].map((name, index) => ({
    ...{ ID: `${index + 1}`, name, peerURLs: [], clientURLs: [`https://10.0.0.${index + 1}:2379`] },
  }));
  const answer = (request: MemoryHttpRequest): object | undefined => {
    const { pathname, hostname } = new URL(request.url);
    if (hostname !== "10.0.0.2") return undefined;
    const header = { member_id: "2", raft_term: "2" };
    if (pathname.endsWith("/status")) return { header, leader: "2" };
    if (pathname.endsWith("/list"))
      return { header, members: members.filter(({ ID }) => !removed.includes(ID)) };
    removed.push(JSON.parse(String(request.body)).ID);
    return {};
  };
  const host = createMemoryHost({
    files: Object.fromEntries(
      ["ca.crt", "server.crt", "server.key"].map((name) => [`${PKI}/etcd/${name}`, "PEM"]),
    ),
    async http(request) {
      const said = answer(request);
      if (said === undefined) return { is: "failed", at: "connect", why: "connection refused" };
      const body = new TextEncoder().encode(JSON.stringify(said));
      return { is: "answered", status: 200, headers: {}, body, tookMs: 1 };
    },
  });
  const { params } = removeMemberStep({ name: "one", urls: ["https://10.0.0.2:2379"] });
  const context = {
    ...{ host, signal: new AbortController().signal, report: () => undefined },
    secrets: { read: async () => undefined, matches: () => undefined },
  };
  const asked = params as Parameters<typeof removeMemberHandler.check>[0];
  assert.equal((await removeMemberHandler.check(asked, context)).is, "todo");
  await removeMemberHandler.run(asked, context);
  assert.equal((await removeMemberHandler.check(asked, context)).is, "done");
  await removeMemberHandler.run(asked, context);
  assert.deepEqual(removed, ["1"]);
});
