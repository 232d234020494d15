import assert from "node:assert/strict";
import { test } from "node:test";
import { kubeadm } from "../../src/distributions/kubeadm/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import { conditionLines, foundsOneNode } from "../contract/founding.ts";
import { CLUSTER, createKubeadmBench, documentOf } from "../support/kubeadm-bench.ts";

const VARIANTS: Readonly<Record<string, ClusterSpec>> = {
  Flannel: CLUSTER,
  "Calico and the CIS profile": { ...CLUSTER, cni: "calico", hardening: "cis" },
  "a virtual address": { ...CLUSTER, vip: "10.10.216.100" },
  "somebody's load balancer": { ...CLUSTER, controlPlaneEndpoint: "api.example.net" },
};

for (const [title, cluster] of Object.entries(VARIANTS))
  test(`a bare host becomes one Ready node, and a second plan has nothing to do: ${title}`, async () => {
    await foundsOneNode(await createKubeadmBench({ document: documentOf(cluster) }), {
      sentence: "kubeadm (PXK-E) 1.36.2, one node, Ready",
      stores: ["Datastore, etcd"],
    });
  });

test("kubeadm runs phase by phase with a file, is never told to reset; the node meets every condition", async () => {
  const bench = await createKubeadmBench();
  await bench.run();
  assert.deepEqual(await conditionLines(kubeadm, CLUSTER, bench), [
    "ServiceActive True Running",
    "DatastoreHealthy True QuorumHeld",
    "ApiReachable True Ready",
    "NodeRegistered True Registered",
    "NodeReady True KubeletReady",
    "CertificatesValid True Valid",
    "VersionCurrent True AsAsked",
    "Ready True AllAsAsked",
  ]);
  const calls = bench.host.calls.filter(([program]) => program.endsWith("/kubeadm"));
  assert.deepEqual(
    calls.map((argv) => argv.slice(1).join(" ")),
    [
      "preflight",
      "certs all",
      "kubeconfig all",
      "etcd local",
      "control-plane all",
      "kubelet-start",
      "upload-config kubeadm",
      "upload-config kubelet",
      "mark-control-plane",
      "bootstrap-token --skip-token-print",
      "kubelet-finalize all",
      "addon coredns",
      "addon kube-proxy",
    ].map((words) => `init phase ${words} --config /etc/kubernetes/bringup-kubeadm.yaml`),
  );
});

test("swap is switched off with its line in fstab, and comes back when all is taken back", async () => {
  const fstab = "UUID=1 / ext4 defaults 0 1\n/swap.img none swap sw 0 0\n";
  const bench = await createKubeadmBench({ files: { "/etc/fstab": fstab }, fail: "used-host" });
  const paused = await bench.run();
  assert.equal(
    bench.host.text("/etc/fstab"),
    "UUID=1 / ext4 defaults 0 1\n#bringup-no-swap# /swap.img none swap sw 0 0\n",
  );
  await bench.cancel(paused.id);
  assert.equal(bench.host.text("/etc/fstab"), fstab);
});
