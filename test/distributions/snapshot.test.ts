import assert from "node:assert/strict";
import { test } from "node:test";
import { k3s } from "../../src/distributions/k3s/index.ts";
import { rke2 } from "../../src/distributions/rke2/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import { type Bench, CLUSTER, createBench, documentOf } from "../support/k3s-bench.ts";
import { operating } from "../support/operating.ts";
import { createRke2Bench, RKE2_CLUSTER } from "../support/rke2-bench.ts";

const FOLDER = "/var/lib/rancher/bringup-snapshots/rack12/before-move";
const ETCD: ClusterSpec = { ...CLUSTER, native: { datastore: "etcd" } };

async function formed(bench: Bench): Promise<Bench> {
  const { state, message } = await bench.run();
  assert.equal(state, "succeeded", message);
  return bench;
}

const k3sOn = async (cluster: ClusterSpec) =>
  formed(await createBench({ document: documentOf(cluster) }));

const ROWS = [
  {
    title: "K3s with etcd",
    driver: k3s,
    bench: () => k3sOn(ETCD),
    document: documentOf(ETCD),
    steps: ["k3s.snapshot"],
    files: [/^before-move-rack12-edge1-\d+$/, /^record\.json$/, /^token$/],
  },
  {
    title: "K3s with SQLite",
    driver: k3s,
    bench: () => k3sOn(CLUSTER),
    document: documentOf(),
    steps: ["k3s.snapshot", "k3s.wait-api", "k3s.wait-datastore"],
    files: [/^record\.json$/, /^state\.db$/, /^token$/],
  },
  {
    title: "RKE2",
    driver: rke2,
    bench: async () => formed(await createRke2Bench()),
    document: documentOf(RKE2_CLUSTER),
    steps: ["rke2.snapshot"],
    files: [/^before-move-rack12-edge1-\d+$/, /^record\.json$/, /^token$/],
  },
];

for (const { title, driver, bench: create, document, steps, files } of ROWS)
  test(`a snapshot holds what a restore takes, and no secret leaves its file: ${title}`, async () => {
    const bench = await create();
    const params = { name: "before-move" };
    const saving = operating(bench, "snapshot", { params, document, distribution: driver.id });
    const plan = await saving.plan();
    assert.deepEqual([plan.steps.map(({ id }) => id), plan.blocked], [steps, []]);
    const state = await saving.run();
    assert.equal(state.state, "succeeded", state.message);
    const names = (await bench.host.files.list(FOLDER)) ?? [];
    assert.equal(names.length, files.length, names.join());
    for (const [at, name] of names.entries()) assert.match(name, files[at] ?? /^$/);
    assert.deepEqual(
      [bench.host.mode(FOLDER), ...names.map((name) => bench.host.mode(`${FOLDER}/${name}`))],
      [0o700, ...names.map(() => 0o600)],
    );
    const token = bench.host.text(`${FOLDER}/token`) ?? "";
    assert.equal(token, bench.host.text(`/var/lib/rancher/${driver.id}/server/token`));
    assert.doesNotMatch(JSON.stringify(bench.journal.all), new RegExp(token.slice(-20).trim()));
    const [view] = (await driver.snapshots?.(bench.host)) ?? [];
    assert.deepEqual(
      [view?.name, view?.path, view?.cluster, view?.version],
      ["before-move", FOLDER, "rack12", document.spec.cluster?.version],
    );
    assert.deepEqual((await saving.plan()).steps, [], "it is there: nothing is left to do");
    assert.equal((await bench.look()).cluster.api.is, "known");
  });

test("what the service saves by itself can be restored from as well, once it is whole", async () => {
  const bench = await k3sOn(ETCD);
  const folder = "/var/lib/rancher/k3s/server/db/snapshots";
  bench.host.put(`${folder}/etcd-snapshot-rack12-edge1-1763800000`, "x");
  bench.host.put(`${folder}/etcd-snapshot-rack12-edge1-1763810000.part`, "x");
  const found = (await k3s.snapshots?.(bench.host)) ?? [];
  assert.deepEqual(
    found.map(({ path, cluster }) => [path, cluster]),
    [[`${folder}/etcd-snapshot-rack12-edge1-1763800000`, undefined]],
  );
});

test("a snapshot that is damaged on its way is refused, and one that was damaged later is taken anew", async () => {
  const bench = await k3sOn(ETCD);
  const given = { params: { name: "before-move" }, document: documentOf(ETCD) };
  const saving = operating(bench, "snapshot", given);
  const { read } = bench.host.files;
  const flipped: typeof read = async (path, options) => {
    const bytes = await read(path, options);
    if (bytes?.[0] !== undefined && path.includes("/snapshots/")) bytes[0] ^= 1;
    return bytes;
  };
  const files = { ...bench.host.files, read: flipped };
  const broken = { ...bench, parts: { ...bench.parts, host: { ...bench.host, files } } };
  const state = await operating(broken, "snapshot", given).run();
  assert.match(state.message ?? "", /is damaged: its digest is of other bytes/);
  assert.equal(await saving.cancel(state.id).then(({ state: end }) => end), "cancelled");
  assert.equal(await bench.host.files.list(FOLDER), undefined, "nothing of it stays");
  assert.equal((await saving.run()).state, "succeeded");
  const [file = ""] = (await bench.host.files.list(FOLDER)) ?? [];
  bench.host.put(`${FOLDER}/${file}`, "x");
  const plan = await saving.plan();
  assert.deepEqual(
    plan.steps.map(({ id }) => id),
    ["k3s.snapshot"],
  );
});

test("a name that is no file name, a cluster that is another, and etcd that stands still are refused", async () => {
  const bench = await k3sOn(ETCD);
  const codes = async (given: Parameters<typeof operating>[2]) =>
    (await operating(bench, "snapshot", given).plan()).blocked.map(({ code }) => code);
  const document = documentOf(ETCD);
  assert.deepEqual(await codes({ params: { name: "../x" }, document }), ["SNAPSHOT_NAME"]);
  assert.deepEqual(await codes({ params: { name: "x" }, document, cluster: "rack13" }), [
    "CLUSTER_FOREIGN",
  ]);
  await bench.host.units.stop("k3s.service", { timeoutMs: 1000 });
  assert.deepEqual(await codes({ params: { name: "x" }, document }), ["CLUSTER_DOWN"]);
});
