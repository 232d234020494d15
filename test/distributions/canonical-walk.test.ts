import assert from "node:assert/strict";
import { test } from "node:test";
import { canonical } from "../../src/distributions/canonical/index.ts";
import { FAILURES } from "../../src/distributions/canonical/stand-in/index.ts";
import type { RunState } from "../../src/engine/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import { conditionLines, foundsOneNode } from "../contract/founding.ts";
import { CLUSTER, createCanonicalBench, documentOf, UBUNTU } from "../support/canonical-bench.ts";
import { benchOn } from "../support/k3s-bench.ts";

const VARIANTS: Readonly<Record<string, readonly [ClusterSpec, string]>> = {
  "etcd and its own network": [CLUSTER, "Kubernetes datastore (etcd)"],
  "k8s-dqlite, of the time before etcd": [
    { ...CLUSTER, version: "1.32.3" },
    "Kubernetes datastore (k8s-dqlite)",
  ],
  "Calico and the CIS profile": [
    { ...CLUSTER, cni: "calico", hardening: "cis" },
    "Kubernetes datastore (etcd)",
  ],
};

for (const [title, [cluster, datastore]] of Object.entries(VARIANTS))
  test(`a bare host becomes one Ready node with two stores, and a second plan has nothing to do: ${title}`, async () => {
    await foundsOneNode(await createCanonicalBench({ document: documentOf(cluster) }), {
      sentence: `Canonical Kubernetes ${cluster.version}, one node, Ready`,
      stores: ["Membership store (k8sd, Dqlite)", datastore],
    });
  });

test("every condition is met; the configuration goes to k8s on its input, and snapd leaves the snap alone", async () => {
  const bench = await createCanonicalBench();
  await bench.run();
  assert.deepEqual(await conditionLines(canonical, CLUSTER, bench), [
    "ServiceActive True Running",
    "MembershipHealthy True QuorumHeld",
    "DatastoreHealthy True QuorumHeld",
    "ApiReachable True Ready",
    "NodeRegistered True Registered",
    "NodeReady True KubeletReady",
    "CertificatesValid True Valid",
    "VersionCurrent True AsAsked",
    "Ready True AllAsAsked",
  ]);
  const calls = bench.host.calls.filter(([program]) => program === "/snap/bin/k8s");
  assert.deepEqual(
    calls.map((argv) => argv.slice(1).join(" ")),
    [
      "bootstrap --file - --name rack12-edge1 --address 10.10.216.81 --timeout 20m --output-format json",
    ],
  );
  assert.match(bench.host.text("/var/lib/snapd/simulated.json") ?? "", /"k8s":\{[^}]*"hold":/);
});

test("a feature that is asked for later is switched on by the API, and nothing else is changed", async () => {
  const first = await createCanonicalBench();
  await first.run();
  const cluster = { ...CLUSTER, native: { features: { metricsServer: true } } };
  const bench = await benchOn(first.host, documentOf(cluster), { inventory: UBUNTU });
  assert.deepEqual(
    (await bench.plan()).steps.map(({ id }) => id),
    ["canonical.features", "canonical.wait-node-ready", "canonical.ready"],
  );
  const state = await bench.run();
  assert.equal(state.state, "succeeded", state.message);
  assert.deepEqual((await bench.plan()).steps, []);
});

const REFUSALS: readonly (Parameters<typeof createCanonicalBench>[0] & {
  readonly title: string;
  readonly message: RegExp;
})[] = [
  {
    title: "data of a cluster that somebody formed",
    files: { "/var/snap/k8s/common/var/lib/k8sd/state/database/open-1": "x" },
    message: /data of a cluster \(\/var\/snap\/k8s/,
  },
  {
    title: "a host run by its Kairos provider",
    files: { "/opt/canonical/canonical.bootstrap": "" },
    message: /Kairos provider/,
  },
  {
    title: "MicroK8s",
    files: { "/var/snap/microk8s/common/var/lock": "" },
    message: /MicroK8s/,
  },
  {
    title: "another container engine",
    files: { "/run/containerd/containerd.sock": "" },
    message: /another container engine runs here \(\/run\/containerd\)/,
  },
  {
    title: "a cluster of ours with another name",
    files: { "/etc/kubernetes/bringup-canonical.json": '{"cluster":"rack11"}' },
    message: /belongs to cluster rack11, not to rack12/,
  },
  {
    title: "snaps under a revision that is not there",
    document: documentOf({
      ...CLUSTER,
      native: { revisions: { k8s: 5432, base: 1, snapd: 1 } },
    }),
    message: /k8s_5432\.snap/,
  },
];

for (const { title, message, ...options } of REFUSALS)
  test(`refused before anything is changed: ${title}`, async () => {
    const { host, plan } = await createCanonicalBench(options);
    const { blocked } = await plan();
    assert.ok(blocked.length > 0);
    assert.deepEqual(host.effects, []);
    assert.match(blocked.map((found) => found.message).join("\n"), message);
  });

test("a snap of another version is found out before a cluster is formed from it", async () => {
  const bench = await createCanonicalBench({ version: "1.34.4" });
  const paused = await bench.run();
  const failed = failedStep(paused);
  assert.deepEqual([paused.state, failed?.id], ["paused", "canonical.version"]);
  assert.match(failed?.error?.message ?? "", /the snap is 1\.34\.4, not 1\.35\.2/);
});

const EXPECTED: Readonly<Record<string, readonly [step: string, message: RegExp, hint: RegExp]>> = {
  "snap-unsigned": ["canonical.snap-k8s", /no matching snap assertions/, /snap changes/],
  "port-in-use": ["canonical.bootstrap", /another program listens/, /not begun again by itself/],
  "half-formed": ["canonical.bootstrap", /failed to setup control plane/, /take back what it did/],
  "never-ready": ["canonical.wait-node-ready", /cni plugin not initialized/, /pods of the network/],
};

for (const [name, [step, message, hint]] of Object.entries(EXPECTED))
  test(`when it fails by ${name}, the run stops and says cause and remedy`, async () => {
    const bench = await createCanonicalBench({ fail: name });
    const paused = await bench.run();
    const failed = failedStep(paused);
    assert.deepEqual([paused.state, failed?.id], ["paused", step], paused.message);
    assert.match(failed?.error?.message ?? "", message);
    assert.match(failed?.error?.hint ?? "", hint);
  });

test("every failure the stand-in knows is tried", () => {
  assert.deepEqual(
    FAILURES.map(({ name }) => name).toSorted(),
    [...Object.keys(EXPECTED), "slow-daemon"].toSorted(),
  );
});

test("a program that gave up on a slow daemon is not begun again: the node is a member, and the run goes on", async () => {
  const bench = await createCanonicalBench({ fail: "slow-daemon" });
  const state = await bench.run();
  assert.equal(state.state, "succeeded", state.message);
  assert.equal(bench.host.calls.filter((argv) => argv.includes("bootstrap")).length, 1);
});

test("what a failed attempt left is in the way of the next one until it is taken back; then the host is as it was", async () => {
  const bench = await createCanonicalBench({ fail: "half-formed" });
  const before = bench.host.paths();
  const paused = await bench.run();
  assert.equal(paused.state, "paused");
  await bench.host.files.remove("/etc/bringup/stand-in.json");
  const { blocked } = await bench.plan();
  assert.match(blocked[0]?.message ?? "", /holds what an attempt before this one began/);
  const state = await bench.cancel(paused.id);
  assert.equal(state.message, "cancelled; everything this run did was taken back");
  const volatile = /^\/(sys\/module|proc\/sys\/net\/bridge|run|var\/lib\/snapd|etc\/bringup)\//;
  const lasting = (paths: readonly string[]) => paths.filter((path) => !volatile.test(path));
  assert.deepEqual(lasting(bench.host.paths()), lasting(before));
  assert.equal((await bench.run()).state, "succeeded");
});

function failedStep(state: RunState) {
  return state.steps.find((step) => step.state === "failed");
}
