import assert from "node:assert/strict";
import { test } from "node:test";
import { k3s } from "../../src/distributions/k3s/index.ts";
import { known } from "../../src/engine/index.ts";
import { kubeApply } from "../../src/kube/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import { type Bench, CLUSTER, createBench, documentOf } from "../support/k3s-bench.ts";
import { operating } from "../support/operating.ts";
import { createRke2Bench, RKE2_CLUSTER } from "../support/rke2-bench.ts";
import { etcdLook, memberLook, reportsOf, SILENT } from "../support/stores.ts";

const SAVED = "/var/lib/rancher/bringup-snapshots/rack12/before";
const ETCD: ClusterSpec = { ...CLUSTER, native: { datastore: "etcd" } };
const MAP = "/api/v1/namespaces/default/configmaps/written";

async function saved(cluster: ClusterSpec, bench: Bench): Promise<Bench> {
  assert.equal((await bench.run()).state, "succeeded");
  await write(bench, "first");
  const given = { document: documentOf(cluster), distribution: cluster.distribution };
  const state = await operating(bench, "snapshot", { params: { name: "before" }, ...given }).run();
  assert.equal(state.state, "succeeded", state.message);
  await up(bench);
  await write(bench, "second");
  return bench;
}

/** An object of the cluster by which its data is known again. */
async function write({ host, look }: Bench, text: string): Promise<void> {
  const driver = (await look()).cluster.distribution === "k3s" ? k3s : undefined;
  const { rke2 } = await import("../../src/distributions/rke2/index.ts");
  const access = await (driver ?? rke2).observeAccess(host);
  assert.ok(access.is === "known");
  const metadata = { name: "written", namespace: "default" };
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata, data: { text } };
  const answer = await kubeApply(host, access.value.kube, { path: MAP, object });
  assert.equal(answer.is, "ok");
}

async function up({ host, look }: Bench): Promise<void> {
  for (let seconds = 0; seconds < 60; seconds++) {
    const { api } = (await look()).cluster;
    if (api.is === "known" && api.value.ready) return;
    await host.clock.sleep(1000);
  }
}

const database = ({ host }: Bench, id: string, isEtcd: boolean) =>
  host.text(`/var/lib/rancher/${id}/server/db/${isEtcd ? "etcd/member/snap/db" : "state.db"}`) ??
  "";

const ROWS = [
  { title: "K3s with etcd", cluster: ETCD, isEtcd: true, make: createBench },
  { title: "K3s with SQLite", cluster: CLUSTER, isEtcd: false, make: createBench },
  { title: "RKE2", cluster: RKE2_CLUSTER, isEtcd: true, make: () => createRke2Bench() },
];

for (const { title, cluster, isEtcd, make } of ROWS)
  test(`the data of a snapshot comes back, with its token, and what was there is kept: ${title}`, async () => {
    const bench = await saved(cluster, await make({ document: documentOf(cluster) }));
    const { distribution } = cluster;
    const document = documentOf(cluster);
    const restoring = operating(bench, "restore", {
      params: { from: SAVED },
      document,
      distribution,
    });
    bench.host.put(`/var/lib/rancher/${distribution}/server/token`, "lost");
    const plan = await restoring.plan();
    assert.deepEqual(plan.blocked, []);
    assert.deepEqual(
      plan.steps.map(({ id, impact }) => [id.replace(/^\w+\./, ""), impact]),
      [
        ["restore", "data-loss"],
        ["wait-datastore", "none"],
        ["wait-api", "none"],
        ["wait-node-registered", "none"],
      ],
    );
    assert.match(database(bench, distribution, isEtcd), /second/);
    const state = await restoring.run();
    assert.equal(state.state, "succeeded", state.message);
    assert.match(database(bench, distribution, isEtcd), /first/);
    assert.doesNotMatch(database(bench, distribution, isEtcd), /second/);
    const kept = bench.host.paths().filter((path) => /etcd-old-|db-before-/.test(path));
    assert.ok(
      kept.some((path) => /second/.test(bench.host.text(path) ?? "")),
      kept.join(),
    );
    assert.equal(bench.host.calls.flat().join(" ").includes("K10"), false, "no token in argv");
    const { unit } = (await bench.look()).cluster;
    assert.equal(unit.is === "known" && unit.value.active, "active");
    const shown = await bench.host.units.show(
      `${distribution === "k3s" ? "k3s" : "rke2-server"}.service`,
    );
    assert.equal(shown.is === "known" && shown.value.enabled, "enabled");
    assert.deepEqual(
      bench.host.paths().filter((path) => /bringup-reset|reset-flag/.test(path)),
      [],
    );
    await write(bench, "third");
    await bench.host.clock.sleep(1000);
    const again = await restoring.run();
    assert.equal(again.state, "succeeded", again.message);
    assert.doesNotMatch(database(bench, distribution, isEtcd), /third/, "a second time as well");
  });

test("a flag that an earlier reset left does not stop a restore, and a server to join is left out", async () => {
  const bench = await saved(ETCD, await createBench({ document: documentOf(ETCD) }));
  bench.host.put("/var/lib/rancher/k3s/server/db/reset-flag", "x");
  const config = "/etc/rancher/k3s/config.yaml";
  bench.host.put(config, `${bench.host.text(config)}server: https://10.0.0.9:6443\n`);
  const restoring = operating(bench, "restore", {
    params: { from: SAVED },
    document: documentOf(ETCD),
  });
  const state = await restoring.run();
  assert.equal(state.state, "succeeded", state.message);
  assert.match(bench.host.text(config) ?? "", /server: https/, "the file itself is another matter");
});

test("what is no sound snapshot of this cluster is refused while everything still runs", async () => {
  const bench = await saved(ETCD, await createBench({ document: documentOf(ETCD) }));
  const { host } = bench;
  const why = async (from: string) => {
    const given = { params: { from }, document: documentOf(ETCD) };
    return (await operating(bench, "restore", given).plan()).blocked[0]?.message ?? "";
  };
  assert.match(await why("before"), /is no absolute path/);
  assert.match(await why("/media/before"), /there is no \/media\/before/);
  assert.match(await why("/var/lib/rancher/bringup-snapshots"), /is no finished snapshot/);
  const record = host.text(`${SAVED}/record.json`) ?? "";
  const changed = async (from: string, to: string) => {
    host.put(`${SAVED}/record.json`, record.replace(from, to));
    return await why(SAVED);
  };
  assert.match(await changed('"rack12"', '"rack13"'), /is of cluster rack13, k3s/);
  assert.match(
    await changed("1.35.3", "1.34.3"),
    /was saved with 1\.34\.3.*1\.35\.3.* is installed/,
  );
  assert.match(await changed('"etcd"', '"sqlite"'), /is of sqlite, and etcd keeps this cluster/);
  host.put(`${SAVED}/record.json`, record);
  const [file = ""] = (await host.files.list(SAVED)) ?? [];
  host.put(`${SAVED}/${file}`, "x");
  assert.match(await why(SAVED), /is not as it was taken/);
  const service = "/var/lib/rancher/k3s/server/db/snapshots";
  assert.equal(await why(`${service}/${file}`), "", "one that the service keeps will do");
  host.put(`${service}/${file}`, "x".repeat(544));
  assert.match(await why(`${service}/${file}`), /its digest is of other bytes/);
});

test("while another server answers nothing is brought back, and who has to join again is named", async () => {
  const bench = await saved(ETCD, await createBench({ document: documentOf(ETCD) }));
  const { cluster: seen } = await bench.look();
  const members = [
    memberLook("rack12-edge1-aa", { isThisHost: true }),
    memberLook("edge2-bb", SILENT),
    memberLook("edge3-cc"),
  ];
  const planned = (list: typeof members) =>
    k3s.operations?.restore?.({
      ...{ cluster: "rack12", params: { from: SAVED }, seen, isKairos: false },
      stores: known(reportsOf([etcdLook(list)])),
    });
  assert.deepEqual(
    planned(members)?.blocked.map(({ code, message }) => [code, message]),
    [["PEERS_ANSWER", "edge3-cc still runs with the present data"]],
  );
  const alone = planned(members.slice(0, 2));
  assert.deepEqual(
    alone?.skipped.map(({ title }) => title),
    ["Join edge2-bb again"],
  );
  assert.match(alone?.skipped[0]?.reason ?? "", /remove \/var\/lib\/rancher\/k3s\/server\/db/);
});
