import assert from "node:assert/strict";
import { test } from "node:test";
import { FAILURES } from "../../src/distributions/kubeadm/stand-in/index.ts";
import type { RunState } from "../../src/engine/index.ts";
import { type BenchOptions, benchOn } from "../support/k3s-bench.ts";
import { CLUSTER, createKubeadmBench, documentOf } from "../support/kubeadm-bench.ts";

const REFUSALS: readonly (BenchOptions & {
  readonly title: string;
  readonly code: string;
  readonly message: RegExp;
})[] = [
  {
    title: "a node of another kubeadm",
    files: { "/etc/kubernetes/kubelet.conf": "x" },
    code: "CLUSTER_FOREIGN",
    message: /another node made by kubeadm \(\/etc\/kubernetes\/kubelet\.conf\)/,
  },
  {
    title: "data of an etcd",
    files: { "/var/lib/etcd/member/snap/db": "x" },
    code: "CLUSTER_FOREIGN",
    message: /\/var\/lib\/etcd/,
  },
  {
    title: "data of K3s",
    files: { "/var/lib/rancher/k3s/server/db/state.db": "x" },
    code: "CLUSTER_FOREIGN",
    message: /data of K3s/,
  },
  {
    title: "a host run by its Kairos provider",
    files: { "/opt/kubeadm.init": "" },
    code: "CLUSTER_FOREIGN",
    message: /Kairos provider/,
  },
  {
    title: "a cluster of ours with another name",
    files: { "/etc/kubernetes/pki/bringup-claim.json": '{"cluster":"rack11"}' },
    code: "CLUSTER_FOREIGN",
    message: /belongs to cluster rack11, not to rack12/,
  },
  {
    title: "artefacts of another version",
    version: "1.35.6",
    code: "ARTEFACT_VERSION",
    message: /the artefacts are Kubernetes 1\.35\.6, 1\.36\.2 is asked for/,
  },
  {
    title: "an archive under another version",
    document: documentOf({ ...CLUSTER, native: { crictlVersion: "1.35.0" } }),
    code: "ARTEFACT_MISSING",
    message: /crictl-v1\.35\.0-linux-amd64\.tar\.gz is missing/,
  },
  {
    title: "pods in the network of the host",
    document: documentOf({ ...CLUSTER, podCidr: "10.10.0.0/16" }),
    code: "NETWORKS_OVERLAP",
    message: /pods 10\.10\.0\.0\/16 overlaps that of this host/,
  },
  {
    title: "a taint that is none",
    document: documentOf({ ...CLUSTER, taints: ["dedicated"] }),
    code: "DOCUMENT_INVALID",
    message: /spec\.cluster\.taints\[0\]: dedicated is no taint/,
  },
  {
    title: "a network that no manifest brings",
    document: documentOf({ ...CLUSTER, cni: "canal" }),
    code: "DOCUMENT_INVALID",
    message: /kubeadm is not set up with cni canal/,
  },
];

for (const { title, code, message, ...options } of REFUSALS)
  test(`refused before anything is changed: ${title}`, async () => {
    const { host, plan } = await createKubeadmBench(options);
    const { blocked, steps } = await plan();
    assert.deepEqual(
      { codes: blocked.map((found) => found.code), steps: steps.length, effects: host.effects },
      { codes: [code], steps: 0, effects: [] },
    );
    assert.match(blocked[0]?.message ?? "", message);
  });

test("taken back before the commit, the host is as it was, but for images in containerd", async () => {
  const bench = await createKubeadmBench({ fail: "never-ready" });
  const before = bench.host.paths();
  const paused = await bench.run();
  assert.equal(paused.state, "paused");
  const state = await bench.cancel(paused.id);
  assert.equal(state.message, "cancelled; everything this run did was taken back");
  const volatile = /^\/(sys\/module|proc\/sys\/net\/bridge|run|var\/lib\/containerd)\//;
  assert.deepEqual(
    bench.host.paths().filter((path) => !volatile.test(path)),
    before,
  );
  assert.deepEqual((await bench.plan()).blocked, [], "and a new attempt may start");
});

test("a changed argument of the API server defines its pod anew, and nothing else", async () => {
  const first = await createKubeadmBench();
  await first.run();
  const document = documentOf({ ...CLUSTER, native: { kubeApiserverArgs: ["event-ttl=2h"] } });
  const bench = await benchOn(first.host, document);
  const changed = (await bench.plan()).steps.map(({ id }) => id);
  assert.ok(changed.includes("kubeadm.config") && changed.includes("kubeadm.control-plane"));
  assert.ok(!changed.includes("kubeadm.certs") && !changed.includes("kubeadm.cni"), `${changed}`);
  const state = await bench.run();
  assert.equal(state.state, "succeeded", state.message);
  const manifest = bench.host.text("/etc/kubernetes/manifests/kube-apiserver.yaml") ?? "";
  assert.match(manifest, /--event-ttl=2h/);
});

test("keys that a power cut left half written are made anew; in a formed cluster they are not touched", async () => {
  const torn = "/etc/kubernetes/pki/apiserver.crt";
  const bench = await createKubeadmBench({ fail: "sandbox-image" });
  const paused = await bench.run();
  bench.host.put(torn, "-----BEGIN CERTIFICATE-----\nMIIB");
  await bench.host.files.remove("/etc/bringup/stand-in.json");
  await bench.host.units.restart("kubelet.service");
  const state = await bench.resume(paused.id);
  assert.equal(state.state, "succeeded", state.message);
  assert.match(bench.host.text(torn) ?? "", /-----END CERTIFICATE-----\n$/);
  bench.host.put(torn, "-----BEGIN CERTIFICATE-----\nMIIB");
  const refused = await bench.run();
  assert.equal(refused.state, "paused");
  assert.match(failedStep(refused)?.error?.hint ?? "", /from a copy of \/etc\/kubernetes/);
  await bench.host.files.remove("/etc/kubernetes/pki/ca.key");
  const { blocked } = await bench.plan();
  assert.match(blocked[0]?.message ?? "", /ca\.key is missing, and the cluster was formed with it/);
});

const EXPECTED: Readonly<Record<string, readonly [step: string, message: RegExp, hint: RegExp]>> = {
  "used-host": [
    "kubeadm.preflight",
    /left data on this host \(\[ERROR DirAvailable/,
    /Remove what/,
  ],
  "cgroup-v1": ["kubeadm.preflight", /need cgroup v2/, /unified_cgroup_hierarchy=1/],
  "cri-disabled": ["kubeadm.preflight", /CRI off/, /disabled_plugins/],
  "container-manager": ["kubeadm.wait-api", /kernel settings it needs/, /by sysctl/],
  swap: ["kubeadm.wait-api", /swap is on/, /swapoff/],
  "sandbox-image": ["kubeadm.wait-api", /pause image/, /images archive/],
  "never-ready": ["kubeadm.wait-node-ready", /cni plugin not initialized/, /pods of the network/],
};

for (const { name } of FAILURES)
  test(`when kubeadm fails by ${name}, the run stops early and says cause and remedy`, async () => {
    const bench = await createKubeadmBench({ fail: name });
    const paused = await bench.run();
    const [step = "", message = /./, hint = /./] = EXPECTED[name] ?? [];
    const failed = failedStep(paused);
    assert.deepEqual([paused.state, failed?.id], ["paused", step]);
    assert.match(failed?.error?.message ?? "", message);
    assert.match(failed?.error?.hint ?? "", hint);
  });

test("every failure the stand-in knows has its expected words", () => {
  assert.deepEqual(FAILURES.map(({ name }) => name).toSorted(), Object.keys(EXPECTED).toSorted());
});

test("the cause is mended, the run is resumed without a reset, and it ends well", async () => {
  const bench = await createKubeadmBench({ fail: "swap" });
  const paused = await bench.run();
  await bench.host.files.remove("/etc/bringup/stand-in.json");
  const state = await bench.resume(paused.id);
  assert.equal(state.state, "succeeded", state.message);
  const certs = bench.host.calls.filter((argv) => argv.includes("certs"));
  assert.equal(certs.length, 1, "the keys of the first attempt stay");
});

function failedStep(state: RunState) {
  return state.steps.find((step) => step.state === "failed");
}
