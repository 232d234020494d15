import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClusterSpec } from "../../src/spec/index.ts";
import { summarizeCluster } from "../../src/status/index.ts";
import { createRke2Bench, RKE2_CLUSTER } from "../support/rke2-bench.ts";

const VARIANTS: Readonly<Record<string, ClusterSpec>> = {
  Canal: RKE2_CLUSTER,
  "Calico under the CIS profile": { ...RKE2_CLUSTER, cni: "calico", hardening: "cis" },
  "Cilium and values for its chart": {
    ...RKE2_CLUSTER,
    cni: "cilium",
    native: { chartValues: { "rke2-cilium": { MTU: 1400 } } },
  },
};

for (const [title, cluster] of Object.entries(VARIANTS))
  test(`a bare host becomes one Ready node of RKE2, and a second plan is empty: ${title}`, async () => {
    const bench = await createRke2Bench(cluster);
    const state = await bench.run();
    assert.equal(state.state, "succeeded", state.message);
    const seen = await bench.look();
    const { title: sentence, healthy } = summarizeCluster(seen);
    const kinds = seen.stores.is === "known" && seen.stores.value.map(({ kind }) => kind);
    assert.deepEqual(
      { sentence, healthy, kinds },
      { sentence: "RKE2 1.35.3, one node, Ready", healthy: true, kinds: ["etcd"] },
    );
    assert.deepEqual((await bench.plan()).steps, []);
  });

test("the archive is unpacked as it is published, with its modes, and its record tells", async () => {
  const { host, run } = await createRke2Bench();
  await run();
  assert.equal((await host.files.stat("/usr/local/bin/rke2"))?.mode, 0o755);
  assert.match(host.text("/usr/local/share/rke2/LICENSE.txt") ?? "", /RKE2 1\.35\.3/);
  const record = JSON.parse(host.text("/var/lib/rancher/rke2/bringup-unpacked.json") ?? "{}");
  assert.equal(record.files.length, 6);
});

test("what was changed by hand after the unpacking is put right again", async () => {
  const bench = await createRke2Bench();
  await bench.run();
  bench.host.put("/usr/local/bin/rke2-killall.sh", { content: "exit 1\n", mode: 0o755 });
  const plan = await bench.plan();
  assert.equal(plan.steps[0]?.id, "rke2.unpack");
  await bench.run();
  assert.match(bench.host.text("/usr/local/bin/rke2-killall.sh") ?? "", /Simulated/);
});

test("pods get the real name servers where the host has only a stub, and NetworkManager is told", async () => {
  const bench = await createRke2Bench(RKE2_CLUSTER, {
    files: {
      "/etc/resolv.conf": "nameserver 127.0.0.53\n",
      "/run/systemd/resolve/resolv.conf": "nameserver 192.0.2.53\n",
      "/etc/NetworkManager/NetworkManager.conf": "[main]\n",
    },
  });
  const state = await bench.run();
  assert.equal(state.state, "succeeded", state.message);
  assert.match(
    bench.host.text("/etc/rancher/rke2/config.yaml.d/50-bringup-resolv-conf.yaml") ?? "",
    /^resolv-conf: \/run\/systemd\/resolve\/resolv\.conf$/m,
  );
  assert.match(
    bench.host.text("/etc/NetworkManager/conf.d/rke2-canal.conf") ?? "",
    /^unmanaged-devices=interface-name:flannel\*;interface-name:cali\*/m,
  );
});

test("taken back before the commit, the host is as it was", async () => {
  const bench = await createRke2Bench(
    { ...RKE2_CLUSTER, hardening: "cis" },
    {
      fail: "never-ready",
      files: { "/usr/local/bin/rke2": { content: "an older one", mode: 0o755 } },
    },
  );
  const before = bench.host.paths();
  const paused = await bench.run();
  assert.equal(paused.state, "paused");
  const state = await bench.cancel(paused.id);
  assert.equal(state.message, "cancelled; everything this run did was taken back");
  const volatile = /^\/(sys\/module|proc\/sys\/net\/bridge)\/|\.prev$/;
  assert.deepEqual(
    bench.host.paths().filter((path) => !volatile.test(path)),
    before,
  );
  assert.equal(bench.host.text("/usr/local/bin/rke2"), "an older one");
  assert.doesNotMatch(bench.host.text("/etc/passwd") ?? "", /etcd/);
});

test("without its artefacts a formed cluster is still looked after", async () => {
  const bench = await createRke2Bench();
  await bench.run();
  await bench.host.files.removeTree("/opt/artefacts");
  assert.deepEqual((await bench.plan()).steps, []);
  await bench.host.files.writeAtomic("/etc/rancher/rke2/config.yaml", "edited", { mode: 0o600 });
  const after = await bench.plan();
  assert.deepEqual(
    after.steps.map(({ id }) => id),
    [
      "rke2.config",
      "rke2.start",
      "rke2.wait-datastore",
      "rke2.wait-api",
      "rke2.wait-node-registered",
      "rke2.wait-node-ready",
    ],
  );
  assert.equal((await bench.run()).state, "succeeded");
});
