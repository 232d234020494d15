import assert from "node:assert/strict";
import { test } from "node:test";
import { type BenchOptions, CLUSTER, createBench, documentOf } from "../support/k3s-bench.ts";

const REFUSALS: readonly (BenchOptions & {
  readonly title: string;
  readonly code: string;
  readonly message: RegExp;
})[] = [
  {
    title: "data of another K3s",
    files: { "/var/lib/rancher/k3s/server/db/state.db": "x" },
    code: "CLUSTER_FOREIGN",
    message: /this host holds data of another K3s .*server\/db/,
  },
  {
    title: "a kubeadm control plane",
    files: { "/etc/kubernetes/admin.conf": "x" },
    code: "CLUSTER_FOREIGN",
    message: /a kubeadm control plane/,
  },
  {
    title: "a host run by the Kairos provider",
    files: { "/usr/local/cloud-config/cluster.kairos.yaml": "x" },
    code: "HOST_OWNED",
    message: /Kairos provider/,
  },
  {
    title: "a cluster of ours with another name",
    files: { "/var/lib/rancher/k3s/bringup-claim.json": '{"cluster":"rack11"}' },
    code: "CLUSTER_FOREIGN",
    message: /belongs to cluster rack11, not to rack12/,
  },
  {
    title: "artefacts of another version",
    version: "1.34.1+k3s1",
    code: "ARTEFACT_VERSION",
    message: /the artefacts are K3s 1\.34\.1\+k3s1, 1\.35\.3\+k3s1 is asked for/,
  },
  {
    title: "no artefacts directory",
    document: documentOf({ ...CLUSTER, artefacts: "/media/stick" }),
    code: "ARTEFACT_MISSING",
    message: /no directory \/media\/stick/,
  },
  {
    title: "a node address of another network",
    document: documentOf({ ...CLUSTER, nodeIp: "192.0.2.7" }),
    code: "NODE_ADDRESS",
    message: /no interface of this host is in the network of nodeIp 192\.0\.2\.7/,
  },
  {
    title: "pods in the network of the host",
    document: documentOf({ ...CLUSTER, podCidr: "10.10.0.0/16" }),
    code: "NETWORKS_OVERLAP",
    message: /pods 10\.10\.0\.0\/16 overlaps that of this host 10\.10\.216\.0\/24/,
  },
  {
    title: "pods and services in one network",
    document: documentOf({ ...CLUSTER, serviceCidr: "10.42.128.0/17" }),
    code: "NETWORKS_OVERLAP",
    message: /pods 10\.42\.0\.0\/16 overlaps that of services/,
  },
  {
    title: "a virtual address that is the node's own",
    document: documentOf({ ...CLUSTER, vip: "10.10.216.81" }),
    code: "VIP_IS_NODE",
    message: /is this node's own/,
  },
  {
    title: "a disk that is too small",
    diskBytes: 6000,
    code: "DISK_FULL",
    message: /\/var\/lib\/rancher\/k3s has .* free; the images need/,
  },
  {
    title: "an unknown setting of the distribution",
    document: documentOf({ ...CLUSTER, native: { datastor: "etcd" } }),
    code: "DOCUMENT_INVALID",
    message: /spec\.cluster\.native\.datastor: unknown field datastor/,
  },
  {
    title: "an IPv6 pod network",
    document: documentOf({ ...CLUSTER, podCidr: "fd00:42::/56" }),
    code: "DOCUMENT_INVALID",
    message: /over IPv4 only/,
  },
];

for (const { title, code, message, ...options } of REFUSALS)
  test(`refused before anything is changed: ${title}`, async () => {
    const { host, plan } = await createBench(options);
    const { blocked, steps } = await plan();
    assert.deepEqual(
      { codes: blocked.map((found) => found.code), steps: steps.length, effects: host.effects },
      { codes: [code], steps: 0, effects: [] },
    );
    assert.match(blocked[0]?.message ?? "", message);
    assert.notEqual(blocked[0]?.hint, "");
  });

test("a change of version of a formed cluster is refused, with the version that runs", async () => {
  const bench = await createBench();
  await bench.run();
  const later = await createBench({
    document: documentOf({ ...CLUSTER, version: "1.36.0+k3s1" }),
    files: filesOf(bench.host),
  });
  const { blocked } = await later.plan();
  assert.deepEqual(
    blocked.map(({ code }) => code),
    ["UPGRADE_NOT_PLANNED"],
  );
});

test("without its artefacts a formed cluster is still looked after", async () => {
  const bench = await createBench();
  await bench.run();
  await bench.host.files.removeTree("/opt/artefacts");
  const before = await bench.plan();
  assert.deepEqual({ steps: before.steps, blocked: before.blocked }, { steps: [], blocked: [] });
  await bench.host.files.writeAtomic("/etc/rancher/k3s/config.yaml", "edited", { mode: 0o600 });
  const after = await bench.plan();
  assert.deepEqual(
    after.steps.map(({ id }) => id),
    [
      "k3s.config",
      "k3s.start",
      "k3s.wait-api",
      "k3s.wait-datastore",
      "k3s.wait-node-registered",
      "k3s.wait-node-ready",
    ],
  );
  const state = await bench.run();
  assert.equal(state.state, "succeeded", "one approval is enough: the restart is part of the plan");
});

test("taken back before the commit, the host is as it was", async () => {
  const bench = await createBench({ fail: "never-ready" });
  const before = bench.host.paths();
  const paused = await bench.run();
  assert.equal(paused.state, "paused");
  const state = await bench.cancel(paused.id);
  assert.equal(state.message, "cancelled; everything this run did was taken back");
  const volatile = /^\/(sys\/module|proc\/sys\/net\/bridge)\//;
  assert.deepEqual(
    bench.host.paths().filter((path) => !volatile.test(path)),
    before,
  );
  assert.deepEqual((await bench.plan()).blocked, [], "and a new attempt may start");
});

function filesOf(host: { paths(): readonly string[]; text(path: string): string | undefined }) {
  const kept = host.paths().filter((path) => /^\/(etc|var|usr)\//.test(path));
  return Object.fromEntries(kept.map((path) => [path, host.text(path) ?? ""]));
}
