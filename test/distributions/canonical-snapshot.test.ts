import assert from "node:assert/strict";
import { test } from "node:test";
import { canonical } from "../../src/distributions/canonical/index.ts";
import { putConfig } from "../../src/distributions/canonical/k8sd-change.ts";
import type { ClusterOperation } from "../../src/distributions/index.ts";
import { known } from "../../src/engine/index.ts";
import { kubeApply } from "../../src/kube/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import { summarizeCluster } from "../../src/status/index.ts";
import { CLUSTER, createCanonicalBench, documentOf, UBUNTU } from "../support/canonical-bench.ts";
import type { Bench } from "../support/k3s-bench.ts";
import { operating } from "../support/operating.ts";
import { someOf, withCutAt } from "../support/power-cuts.ts";
import { etcdLook, memberLook, reportsOf, SILENT } from "../support/stores.ts";

const SAVED = "/opt/bringup/snapshots/rack12/before-move";
const COMMON = "/var/snap/k8s/common";
const STATE = `${COMMON}/var/lib/k8sd/state`;
const MAP = "/api/v1/namespaces/default/configmaps/written";
const DQLITE: ClusterSpec = { ...CLUSTER, native: { datastore: "k8s-dqlite" } };
const { signal } = new AbortController();

async function formed(cluster: ClusterSpec = CLUSTER): Promise<Bench> {
  const bench = await createCanonicalBench({ document: documentOf(cluster) });
  const { state, message } = await bench.run();
  assert.equal(state, "succeeded", message);
  return bench;
}

const asked = (bench: Bench, operation: ClusterOperation, params: Record<string, string>) =>
  operating(bench, operation, {
    ...{ params, distribution: "canonical", inventory: UBUNTU },
    document: documentOf(),
  });
const saving = (bench: Bench, name = "before-move") => asked(bench, "snapshot", { name });
const restoring = (bench: Bench, from = SAVED) => asked(bench, "restore", { from });

async function saved(cluster?: ClusterSpec): Promise<Bench> {
  const bench = await formed(cluster);
  await write(bench, "first");
  const { state, message } = await saving(bench).run();
  assert.equal(state, "succeeded", message);
  return bench;
}

/** What each store is known again by: an object in the one, a switch in the other. */
async function write({ host }: Bench, text: string): Promise<void> {
  const access = await canonical.observeAccess(host);
  assert.ok(access.is === "known");
  const metadata = { name: "written", namespace: "default" };
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata, data: { text } };
  assert.equal((await kubeApply(host, access.value.kube, { path: MAP, object })).is, "ok");
}

const change = ({ host }: Bench) =>
  putConfig(host, { ingress: { enabled: true } }, { signal, timeoutMs: 1000 });

/** All of both stores, told apart by where it lies. */
function heldIn({ host }: Bench) {
  const texts = (folder: string) =>
    host
      .paths()
      .filter((path) => path.startsWith(`${COMMON}/var/lib/${folder}`))
      .map((path) => host.text(path) ?? "")
      .join("\n");
  const objects = `${texts("etcd/")}${texts("k8s-dqlite/")}`;
  const membership = texts("k8sd/");
  return {
    object: /"text":"(\w+)"/.exec(objects)?.[1],
    ingress: /"ingress":(\w+)/.exec(membership)?.[1],
    mixed: /"ingress":/.test(objects) || /"text":/.test(membership),
  };
}

async function up({ host, look }: Pick<Bench, "host" | "look">): Promise<string> {
  for (let seconds = 0; seconds < 60 && !summarizeCluster(await look()).healthy; seconds++)
    await host.clock.sleep(1000);
  return summarizeCluster(await look()).title;
}

const READY = "Canonical Kubernetes 1.35.2, one node, Ready";

/** A cluster with each kind of datastore, saved: used by one test after the other, and destroyed by the last. */
const BENCHES = { etcd: saved(CLUSTER), "k8s-dqlite": saved(DQLITE) };
const STORES = ["etcd", "k8s-dqlite"] as const;

for (const store of STORES)
  test(`a snapshot holds both stores, each in its own folder, and the keys, for root alone: ${store}`, async () => {
    const bench = await BENCHES[store];
    const { host } = bench;
    const below = host.paths().filter((path) => path.startsWith(`${SAVED}/`));
    const files = below.filter((path) => host.text(path) !== undefined && !isFolder(bench, path));
    const folders = below.filter((path) => isFolder(bench, path));
    assert.deepEqual(new Set(files.map((path) => host.mode(path))), new Set([0o600]));
    assert.deepEqual(new Set([SAVED, ...folders].map((path) => host.mode(path))), new Set([0o700]));
    const names = files.map((path) => path.slice(SAVED.length + 1));
    assert.deepEqual(
      [...new Set(names.map((name) => name.split("/")[0]))].toSorted(),
      ["args", "conf", "k8sd", store, "pki", "record.json"].toSorted(),
    );
    const needed = [
      ...["k8sd/daemon.yaml", "k8sd/database/cluster.yaml", "k8sd/database/info.yaml"],
      ...["k8sd/cluster.key", "k8sd/server.key", "k8sd/truststore/rack12-edge1.yaml"],
      ...["pki/ca.key", "conf/admin.conf", "args/kubelet"],
      ...(store === "etcd"
        ? ["etcd/member/snap/db", "pki/etcd/ca.key"]
        : ["k8s-dqlite/cluster.yaml", "k8s-dqlite/info.yaml", "k8s-dqlite/cluster.key"]),
    ];
    for (const name of needed) assert.ok(names.includes(name), `${name} is missing`);
    const told = JSON.stringify([bench.journal.all, host.calls]);
    assert.doesNotMatch(told, /PRIVATE KEY/);
    const [view] = (await canonical.snapshots?.(host)) ?? [];
    assert.deepEqual(
      [view?.name, view?.path, view?.cluster, view?.version],
      ["before-move", SAVED, "rack12", "1.35.2"],
    );
    assert.equal(await up(bench), READY, "k8sd and the datastore are started again");
    assert.deepEqual((await saving(bench).plan()).steps, [], "it is there: nothing is left to do");
    const key = host.text(`${SAVED}/pki/ca.key`) ?? "";
    host.put(`${SAVED}/pki/ca.key`, "x");
    const [again] = (await saving(bench).plan()).steps;
    assert.equal(again?.id, "canonical.snapshot", "a key that was changed since is no way back");
    host.put(`${SAVED}/pki/ca.key`, key);
  });

const isFolder = ({ host }: Bench, path: string) =>
  host.paths().some((other) => other.startsWith(`${path}/`));

/** Looks at both stores, and what is said of them. */
const UNWELL: readonly (readonly [
  title: string,
  stores: Parameters<
    NonNullable<NonNullable<typeof canonical.operations>["snapshot"]>
  >[0]["stores"],
  code: string | undefined,
  says: RegExp,
])[] = (() => {
  const own = memberLook("edge1", { isThisHost: true });
  const membership = (members = [own]) => ({
    ...etcdLook(members),
    ...({ id: "membership", kind: "dqlite", title: "Membership" } as const),
  });
  const of = (...looks: Parameters<typeof reportsOf>[0]) => known(reportsOf(looks));
  const [two, three] = [memberLook("edge2"), memberLook("edge3")];
  const spare = memberLook("edge1", { isThisHost: true, role: "spare" });
  const away = memberLook("edge3", SILENT);
  const external = { ...etcdLook([own]), kind: "external" as const };
  return [
    ["all well", of(membership(), etcdLook([own])), undefined, /^$/],
    [
      "three that are well",
      of(membership([own, two, three]), etcdLook([own, two, three])),
      undefined,
      /^$/,
    ],
    ["not known", { is: "unknown", why: "no answer" }, "DATASTORE_UNKNOWN", /no answer/],
    ["only one of the two is known", of(etcdLook([own])), "DATASTORE_UNKNOWN", /membership store/],
    ["kept by others", of(membership(), external), "DATASTORE_UNKNOWN", /external/],
    ["a member is away", of(membership(), etcdLook([own, two, away])), "QUORUM_AT_RISK", /edge3/],
    [
      "k8sd's own is not well",
      of(membership([own, two, away]), etcdLook([own])),
      "QUORUM_AT_RISK",
      /^Membership: .*edge3/,
    ],
    [
      "this host is a spare",
      of(membership([spare, two]), etcdLook([own])),
      "DATASTORE_UNKNOWN",
      /is a spare/,
    ],
    [
      "nobody leads",
      of(membership(), etcdLook([memberLook("edge1", { ...SILENT, isThisHost: true })])),
      "QUORUM_AT_RISK",
      /etcd/,
    ],
  ];
})();

test("a snapshot is refused with what was found while a store is not well, not known, or not here", async () => {
  const { cluster: seen } = await (await BENCHES.etcd).look();
  for (const [title, stores, code, says] of UNWELL) {
    const request = { cluster: "rack12", params: { name: "x" }, seen, stores, isKairos: false };
    const planned = canonical.operations?.snapshot?.(request);
    const [first] = planned?.blocked ?? [];
    assert.equal(first?.code, code, `${title}: ${first?.message}`);
    assert.match(first?.message ?? "", says, title);
  }
});

test("a member of several says whose votes a restore would wait for", async () => {
  const bench = await BENCHES.etcd;
  bench.host.put(`${STATE}/truststore/edge2.yaml`, "name: edge2\naddress: 10.10.216.99:6400\n");
  assert.equal((await saving(bench, "of-two").run()).state, "succeeded");
  await bench.host.files.remove(`${STATE}/truststore/edge2.yaml`);
  const from = SAVED.replace("before-move", "of-two");
  const [found] = (await restoring(bench, from).plan()).blocked;
  await bench.host.files.removeTree(from);
  assert.match(found?.message ?? "", /of a cluster of 2, and would wait for the votes of edge2/);
});

test("what is no sound snapshot of this member is refused while everything still runs", async () => {
  const bench = await BENCHES.etcd;
  const { host } = bench;
  const why = async (from = SAVED) => {
    const { blocked } = await restoring(bench, from).plan();
    return blocked[0]?.message ?? "";
  };
  assert.match(await why("before"), /is no absolute path/);
  assert.match(await why("/media/before"), /there is no \/media\/before/);
  assert.match(await why("/opt/bringup/snapshots"), /is no finished snapshot/);
  const record = host.text(`${SAVED}/record.json`) ?? "";
  const changed = async (from: string, to: string) => {
    assert.ok(record.includes(from), from);
    host.put(`${SAVED}/record.json`, record.replace(from, to));
    return await why();
  };
  assert.match(await changed('"rack12"', '"rack13"'), /is of cluster rack13/);
  assert.match(await changed("1.35.2", "1.34.4"), /saved with 1\.34\.4, and 1\.35\.2 is installed/);
  assert.match(await changed('"etcd"', '"k8s-dqlite"'), /of k8s-dqlite, and etcd keeps/);
  assert.match(await changed('"etcd/member/snap/db"', '"etcd/../../../tmp/x"'), /no finished/);
  assert.match(await changed("k8sd/database/info.yaml", "k8sd/x"), /info\.yaml .* is not among/);
  assert.match(await changed('"node": "rack12-edge1"', '"node": "edge7"'), /votes|taken on edge7/);
  host.put(`${SAVED}/record.json`, record);
  const key = host.text(`${SAVED}/k8sd/server.key`) ?? "";
  host.put(`${SAVED}/k8sd/server.key`, "x");
  assert.match(await why(), /server\.key is not as it was taken/);
  host.put(`${SAVED}/k8sd/server.key`, key);
  assert.equal(heldIn(bench).object, "first");
  assert.equal(await up(bench), READY);
});

test("a member that answers, or may come back, is named, and nothing is brought back beside it", async () => {
  const bench = await BENCHES.etcd;
  const { cluster: seen } = await bench.look();
  const own = memberLook("rack12-edge1", { isThisHost: true });
  const codes = (members: Parameters<typeof etcdLook>[0]) =>
    canonical.operations
      ?.restore?.({
        ...{ cluster: "rack12", params: { from: SAVED }, seen, isKairos: false },
        stores: known(reportsOf([etcdLook(members)])),
      })
      .blocked.map(({ code, message }) => `${code}: ${message}`);
  assert.deepEqual(codes([own]), []);
  assert.deepEqual(codes([own, memberLook("edge2"), memberLook("edge3", SILENT)]), [
    "PEERS_ANSWER: edge2 still runs with the present data",
  ]);
  assert.match(
    codes([own, memberLook("edge2", SILENT)])?.[0] ?? "",
    /^RESTORE_NOT_ALONE: edge2 is/,
  );
  // The stores cannot be asked any more: the files of this host still say who belongs to it.
  bench.host.put(`${STATE}/truststore/edge2.yaml`, "name: edge2\naddress: 10.10.216.99:6400\n");
  const [blocked] = (await restoring(bench).plan()).blocked;
  assert.match(blocked?.message ?? "", /edge2 \(10\.10\.216\.99:6400\)/);
  await bench.host.files.remove(`${STATE}/truststore/edge2.yaml`);
});

test("a cancelled snapshot leaves both stores running and nothing behind", async () => {
  const bench = await BENCHES.etcd;
  const { copy } = bench.host.files;
  const failing: typeof copy = async (from, to, options) => {
    if (to.includes("/pki/")) throw new Error("input/output error");
    await copy(from, to, options);
  };
  const files = { ...bench.host.files, copy: failing };
  const broken = { ...bench, parts: { ...bench.parts, host: { ...bench.host, files } } };
  const state = await saving(broken, "cut-off").run();
  assert.match(state.message ?? "", /input\/output error/);
  assert.equal(await up(bench), READY);
  assert.equal((await saving(bench, "cut-off").cancel(state.id)).state, "cancelled");
  assert.deepEqual(await bench.host.files.list("/opt/bringup/snapshots/rack12"), ["before-move"]);
});

for (const store of STORES)
  test(`both stores come back as they were saved, with lost keys, and what was there is kept: ${store}`, async () => {
    const bench = await BENCHES[store];
    const { host } = bench;
    assert.deepEqual(heldIn(bench), { object: "first", ingress: "false", mixed: false });
    await up(bench);
    await write(bench, "second");
    await change(bench);
    const key = host.text("/etc/kubernetes/pki/ca.key");
    await host.files.remove("/etc/kubernetes/pki/ca.key");
    host.put(`${STATE}/recovery_db.tar.gz`, "of a recovery by hand");
    assert.deepEqual(heldIn(bench), { object: "second", ingress: "true", mixed: false });
    const plan = await restoring(bench).plan();
    assert.deepEqual(plan.blocked, []);
    assert.deepEqual(
      plan.steps.map(({ id, impact }) => `${id} ${impact}`),
      [
        "canonical.restore data-loss",
        "canonical.wait-datastore none",
        "canonical.wait-api none",
        "canonical.wait-node-registered none",
      ],
    );
    const state = await restoring(bench).run();
    assert.equal(state.state, "succeeded", state.message);
    assert.deepEqual(heldIn(bench), { object: "first", ingress: "false", mixed: false });
    assert.equal(host.text("/etc/kubernetes/pki/ca.key"), key);
    assert.equal(host.text(`${STATE}/recovery_db.tar.gz`), undefined);
    assert.equal(await up(bench), READY);
    const kept = host.paths().filter((path) => path.startsWith(`${COMMON}/bringup-before-`));
    assert.ok(kept.some((path) => /"text":"second"/.test(host.text(path) ?? "")));
    assert.ok(kept.some((path) => /"ingress":true/.test(host.text(path) ?? "")));
    const shown = await host.units.show("snap.k8s.k8sd.service");
    assert.equal(shown.is === "known" && shown.value.enabled, "enabled");
    await write(bench, "third");
    const again = await restoring(bench).run();
    assert.equal(again.state, "succeeded", again.message);
    assert.equal(heldIn(bench).object, "first", "a second time as well");
    const destroyed = await asked(bench, "destroy", {}).run();
    assert.equal(destroyed.state, "succeeded", destroyed.message);
    const left = host.paths().filter((path) => /bringup-(before|canonical)/.test(path));
    assert.deepEqual(left, [], "nothing of it outlives the cluster but the snapshot");
    assert.ok(host.text(`${SAVED}/record.json`));
  });

const STRIDES = { usual: 400, many: 40 };

for (const { what, begin, ended } of [
  {
    what: "a snapshot is taken",
    begin: async () => ({ bench: await formed(), operate: saving }),
    ended: { ingress: "false", taken: 1 },
  },
  {
    what: "a snapshot is brought back",
    async begin() {
      const bench = await saved();
      await up(bench);
      await change(bench);
      return { bench, operate: restoring };
    },
    ended: { ingress: "false", taken: 1 },
  },
])
  test(`wherever the power goes while ${what}, the run ends once, with a Ready node`, async () => {
    const cutIt = async (cutAt: number) => {
      const { bench, operate } = await begin();
      const operation = operate(bench);
      const before = bench.journal.all.length;
      const points = await withCutAt(cutAt, {
        bench,
        async begin() {
          await up(bench);
          await operation.run();
        },
        async goOn(runId) {
          // What is enabled was started before us.
          await bench.host.clock.sleep(1);
          await operation.goOn(runId);
        },
      });
      const sentence = await up(bench);
      const added = bench.journal.all.slice(before);
      const stops = added.flatMap((one) => (one.type === "run-paused" ? [one.why] : []));
      const ends = added.filter(({ type }) => type === "run-ended").length;
      const taken = ((await canonical.snapshots?.(bench.host)) ?? []).length;
      const { ingress } = heldIn(bench);
      return { points, ended: { sentence, stops, ends, taken, ingress } };
    };
    const whole = await cutIt(0);
    assert.deepEqual(whole.ended, { sentence: READY, stops: [], ends: 1, ...ended });
    for (const cutAt of someOf(whole.points, STRIDES)) {
      const at = `cut at point ${cutAt} of ${whole.points}`;
      assert.deepEqual((await cutIt(cutAt)).ended, whole.ended, at);
    }
  });
