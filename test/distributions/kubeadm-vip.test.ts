import assert from "node:assert/strict";
import { test } from "node:test";
import { CLUSTER, createKubeadmBench, documentOf } from "../support/kubeadm-bench.ts";

const MANIFEST = "/etc/kubernetes/manifests/kube-vip.yaml";
const WITH_VIP = documentOf({ ...CLUSTER, vip: "10.10.216.100" });

test("while a cluster is initialised its address is announced with the rights there are, later with those of admin.conf", async () => {
  const bench = await createKubeadmBench({ document: WITH_VIP, fail: "sandbox-image" });
  const mounted = () => /path: (\S+)/.exec(bench.host.text(MANIFEST) ?? "")?.[1];
  const paused = await bench.run();
  assert.equal(mounted(), "/etc/kubernetes/super-admin.conf");
  await bench.host.files.remove("/etc/bringup/stand-in.json");
  await bench.host.units.restart("kubelet.service");
  const state = await bench.resume(paused.id);
  assert.equal(state.state, "succeeded", state.message);
  assert.equal(mounted(), "/etc/kubernetes/admin.conf");
  assert.match(
    bench.host.text("/etc/kubernetes/admin.conf") ?? "",
    /server: https:\/\/10\.10\.216\.100:6443/,
  );
  assert.deepEqual((await bench.plan()).steps, []);
});

test("images of kube-vip are asked for with the others, and of no release that needs none", async () => {
  for (const [document, isNeeded] of [
    [WITH_VIP, true],
    [documentOf(), false],
  ] as const) {
    const bench = await createKubeadmBench({ document });
    const step = (await bench.plan()).steps.find(({ id }) => id === "kubeadm.images");
    assert.equal(JSON.stringify(step?.params).includes("ghcr.io/kube-vip/kube-vip:v"), isNeeded);
  }
});

test("an endpoint that leads nowhere stops the run before anybody is told to come by it", async () => {
  const document = documentOf({ ...CLUSTER, controlPlaneEndpoint: "api.example.net:7443" });
  const bench = await createKubeadmBench({ document });
  const paused = await bench.run();
  const failed = paused.steps.find(({ state }) => state === "failed");
  assert.deepEqual([paused.state, failed?.id], ["paused", "kubeadm.endpoint"]);
  assert.match(failed?.error?.message ?? "", /api\.example\.net:7443: connection refused/);
  assert.match(failed?.error?.hint ?? "", /pass it on to this host/);
});

test("a cluster without an endpoint says before it is made that only workers can join it", async () => {
  const said = async (document: typeof WITH_VIP) =>
    (await (await createKubeadmBench({ document })).candidate()).skipped.map(({ title }) => title);
  assert.deepEqual(await said(documentOf()), ["Let more control planes join later"]);
  assert.deepEqual(await said(WITH_VIP), []);
});
