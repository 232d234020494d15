import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import { k3s } from "../../src/distributions/k3s/index.ts";
import { known } from "../../src/engine/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import { type Bench, CLUSTER, createBench, documentOf } from "../support/k3s-bench.ts";
import { createKubeadmBench, documentOf as kubeadmDocument } from "../support/kubeadm-bench.ts";
import { operating } from "../support/operating.ts";
import { createRke2Bench, RKE2_CLUSTER } from "../support/rke2-bench.ts";
import { voters } from "../support/stores.ts";

const DAY_MS = 86_400_000;

async function formed(bench: Bench): Promise<Bench> {
  assert.equal((await bench.run()).state, "succeeded");
  bench.host.manualClock?.advance(30 * DAY_MS);
  return bench;
}

const renewing = (bench: Bench, cluster: ClusterSpec) =>
  operating(bench, "renew-certificates", {
    params: {},
    document: documentOf(cluster),
    distribution: cluster.distribution,
  });

async function daysLeft({ look }: Bench): Promise<number> {
  const { certificateEndsMs, atMs } = (await look()).cluster;
  assert.ok(certificateEndsMs.is === "known");
  return Math.round((certificateEndsMs.value - atMs) / DAY_MS);
}

const ROWS = [
  { title: "K3s", cluster: CLUSTER, make: createBench },
  { title: "RKE2", cluster: RKE2_CLUSTER, make: () => createRke2Bench() },
];

for (const { title, cluster, make } of ROWS)
  test(`certificates are made anew behind a copy, and nobody has to be let in again: ${title}`, async () => {
    const bench = await formed(await make());
    const tls = `/var/lib/rancher/${cluster.distribution}/server/tls`;
    const [ca, token, leaf] = ["/server-ca.crt", "/../token", "/client-admin.key"].map((name) =>
      bench.host.text(`${tls}${name}`),
    );
    assert.equal(await daysLeft(bench), 335);
    const renewal = renewing(bench, cluster);
    const plan = await renewal.plan();
    assert.deepEqual(
      [plan.blocked, plan.steps.map(({ id, impact }) => [id.replace(/^\w+\./, ""), impact])],
      [
        [],
        [
          ["renew", "restart"],
          ["wait-api", "none"],
          ["wait-datastore", "none"],
          ["wait-node-registered", "none"],
        ],
      ],
    );
    const state = await renewal.run();
    assert.equal(state.state, "succeeded", state.message);
    assert.equal(await daysLeft(bench), 365);
    assert.deepEqual(
      [bench.host.text(`${tls}/server-ca.crt`), bench.host.text(`${tls}/../token`)],
      [ca, token],
      "who joined by them is still let in",
    );
    const copies = bench.host
      .paths()
      .filter((path) => /tls-before-\d+\/client-admin\.key$/.test(path));
    assert.deepEqual(
      copies.map((path) => [bench.host.text(path), bench.host.mode(path)]),
      [[leaf, 0o600]],
    );
    const valid = k3s.conditions(undefined, await bench.look());
    assert.equal(valid.find(({ type }) => type === "CertificatesValid")?.reason, "Valid");
  });

test("taken back, the former certificates are used again", async () => {
  const bench = await formed(await createBench());
  const leaf = "/var/lib/rancher/k3s/server/tls/client-admin.crt";
  const before = bench.host.text(leaf);
  bench.host.put("/etc/bringup/stand-in.json", JSON.stringify({ fail: "node-name" }));
  const renewal = renewing(bench, CLUSTER);
  const paused = await renewal.run();
  assert.equal(paused.state, "paused", "the node does not come back");
  assert.notEqual(bench.host.text(leaf), before);
  const state = await renewal.cancel(paused.id);
  assert.equal(state.message, "cancelled; everything this run did was taken back");
  assert.equal(bench.host.text(leaf), before);
  assert.deepEqual(
    bench.host.paths().filter((path) => /tls-before|bringup-renewal/.test(path)),
    [],
  );
});

test("certificates that have ended are renewed where nobody can be asked any more", async () => {
  const bench = await formed(await createBench());
  bench.host.manualClock?.advance(400 * DAY_MS);
  const renewal = renewing(bench, CLUSTER);
  const plan = await renewal.plan();
  assert.deepEqual(plan.blocked, []);
  assert.match(plan.skipped.map(({ reason }) => reason).join("; "), /the certificates have ended/);
  const state = await renewal.run();
  assert.equal(state.state, "succeeded", state.message);
  assert.equal(await daysLeft(bench), 365);
});

test("so are those of kubeadm: without a lock, which nobody could give", async () => {
  const bench = await createKubeadmBench();
  assert.equal((await bench.run()).state, "succeeded");
  bench.host.manualClock?.advance(400 * DAY_MS);
  const renewal = operating(bench, "renew-certificates", {
    ...{ params: {}, document: kubeadmDocument(), distribution: "kubeadm" },
  });
  const plan = await renewal.plan();
  assert.deepEqual(plan.blocked, []);
  assert.match(JSON.stringify(plan.skipped), /the kubelet cannot ask for another/);
  assert.ok(plan.steps.length > 0 && plan.steps.every(({ lock }) => lock === undefined));
  const state = await renewal.run();
  assert.equal(state.state, "succeeded", state.message);
  const { validToDate } = new X509Certificate(
    bench.host.text("/etc/kubernetes/pki/apiserver.crt") ?? "",
  );
  assert.equal(Math.round((validToDate.getTime() - bench.host.clock.nowMs()) / DAY_MS), 365);
});

test("no certificate is renewed while the others are not enough without this server", async () => {
  const bench = await formed(await createBench());
  const { cluster: seen } = await bench.look();
  const request = { cluster: "rack12", params: {}, seen, isKairos: false };
  const planned = (answering: number) =>
    k3s.operations?.["renew-certificates"]?.({ ...request, stores: known(voters(answering, 3)) });
  assert.deepEqual(
    [planned(3)?.blocked, planned(2)?.blocked.map(({ code }) => code)],
    [[], ["QUORUM_AT_RISK", "QUORUM_AT_RISK"]],
  );
});
