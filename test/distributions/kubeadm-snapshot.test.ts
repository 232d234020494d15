import assert from "node:assert/strict";
import { test } from "node:test";
import type { StoreReport } from "../../src/datastore/index.ts";
import { kubeadm } from "../../src/distributions/kubeadm/index.ts";
import { recovery } from "../../src/distributions/kubeadm/recovery.ts";
import { known } from "../../src/engine/index.ts";
import type { Bench } from "../support/k3s-bench.ts";
import { CLUSTER, createKubeadmBench, documentOf } from "../support/kubeadm-bench.ts";
import { operating } from "../support/operating.ts";
import { someOf, withCutAt } from "../support/power-cuts.ts";
import { etcdLook, memberLook, reportsOf, SILENT } from "../support/stores.ts";

const FOLDER = "/opt/bringup/snapshots/rack12/before-move";
const PKI = "/etc/kubernetes/pki";
const KEYS = [
  ...["ca.crt", "ca.key", "encryption.yaml", "etcd/ca.crt", "etcd/ca.key"],
  ...["front-proxy-ca.crt", "front-proxy-ca.key", "sa.key", "sa.pub"],
];

async function formed(): Promise<Bench> {
  const bench = await createKubeadmBench({
    document: documentOf({ ...CLUSTER, hardening: "cis" }),
  });
  const { state, message } = await bench.run();
  assert.equal(state, "succeeded", message);
  return bench;
}

/** For those that leave it as it was. */
const ONE = formed();

const saving = (bench: Bench, name = "before-move") =>
  operating(bench, "snapshot", {
    params: { name },
    document: documentOf({ ...CLUSTER, hardening: "cis" }),
    distribution: "kubeadm",
  });

/** What is below a folder, with the modes of all. */
function savedIn({ host }: Bench) {
  const below = host.paths().filter((path) => path.startsWith("/opt/bringup/snapshots"));
  return below.map((path) => [path.replace(FOLDER, ""), host.mode(path)?.toString(8)] as const);
}

const leftIn = async ({ host }: Bench) => (await host.files.list("/var/lib/etcd")) ?? [];

test("a snapshot holds what etcd has and the keys no other host could make, for root alone; no key leaves its file", async () => {
  const bench = await formed();
  const plan = await saving(bench).plan();
  assert.deepEqual([plan.steps.map(({ id }) => id), plan.blocked], [["kubeadm.snapshot"], []]);
  const state = await saving(bench).run();
  assert.equal(state.state, "succeeded", state.message);
  const names = ["/etcd.db", ...KEYS.map((name) => `/pki/${name}`), "/record.json"];
  const found = savedIn(bench);
  const files = found.filter(([path]) => /\.\w+$/.test(path));
  assert.deepEqual(
    files.map(([path, mode]) => `${path} ${mode}`).toSorted(),
    names.map((name) => `${name} 600`).toSorted(),
  );
  for (const folder of [FOLDER, `${FOLDER}/pki`, `${FOLDER}/pki/etcd`])
    assert.equal(bench.host.mode(folder), 0o700, folder);
  for (const name of KEYS)
    assert.equal(bench.host.text(`${FOLDER}/pki/${name}`), bench.host.text(`${PKI}/${name}`));
  const database = bench.host.text("/var/lib/etcd/member/snap/db") ?? "";
  assert.ok(bench.host.text(`${FOLDER}/etcd.db`)?.includes(database.trim().slice(-200)));
  assert.deepEqual(await leftIn(bench), ["member"], "nothing of it stays among the data of etcd");
  const told = JSON.stringify([bench.journal.all, bench.host.calls]);
  assert.doesNotMatch(told, /PRIVATE KEY/);
  const secret = /secret: (\S+)/.exec(bench.host.text(`${PKI}/encryption.yaml`) ?? "")?.[1];
  assert.ok(secret !== undefined && !told.includes(secret));
  const [view] = (await kubeadm.snapshots?.(bench.host)) ?? [];
  assert.deepEqual(
    [view?.name, view?.path, view?.cluster, view?.version],
    ["before-move", FOLDER, "rack12", CLUSTER.version],
  );
  assert.equal(view?.sha256, await bench.host.files.sha256(`${FOLDER}/etcd.db`));
  assert.deepEqual((await saving(bench).plan()).steps, [], "it is there: nothing is left to do");
  bench.host.put(`${FOLDER}/pki/ca.key`, "x");
  const again = await saving(bench).plan();
  assert.deepEqual(
    again.steps.map(({ id }) => id),
    ["kubeadm.snapshot"],
    "a key that was changed since is no way back",
  );
});

test("what is damaged on its way is refused before an earlier one of its name is touched", async () => {
  const bench = await ONE;
  const { read } = bench.host.files;
  const flipped: typeof read = async (path, options) => {
    const bytes = await read(path, options);
    if (bytes?.[0] !== undefined && path.includes("/bringup-snapshot-")) bytes[0] ^= 1;
    return bytes;
  };
  const files = { ...bench.host.files, read: flipped };
  const broken = { ...bench, parts: { ...bench.parts, host: { ...bench.host, files } } };
  const state = await saving(broken).run();
  assert.match(state.message ?? "", /is damaged: its digest is of other bytes/);
  assert.equal((await saving(bench).cancel(state.id)).state, "cancelled");
  assert.deepEqual([await leftIn(bench), savedIn(bench)], [["member"], []]);
});

test("where etcd of this host cannot be saved, it is said before anything begins", async () => {
  const bench = await ONE;
  const { cluster: seen } = await bench.look();
  const codes = (members: Parameters<typeof etcdLook>[0], more: object = {}) =>
    kubeadm.operations
      ?.snapshot?.({
        ...{ cluster: "rack12", params: { name: "x" }, seen, isKairos: false },
        stores: known<readonly StoreReport[]>(reportsOf([etcdLook(members)])),
        ...more,
      })
      .blocked.map(({ code }) => code);
  const own = memberLook("rack12-edge1", { isThisHost: true });
  assert.deepEqual(codes([own]), []);
  assert.deepEqual(codes([memberLook("rack12-edge1", { ...SILENT, isThisHost: true })]), [
    "CLUSTER_DOWN",
  ]);
  assert.deepEqual(codes([own], { params: { name: "../x" } }), ["SNAPSHOT_NAME"]);
  assert.deepEqual(codes([own], { cluster: "rack13" }), ["CLUSTER_FOREIGN"]);
  assert.deepEqual(codes([own], { stores: { is: "absent" } }), ["DATASTORE_UNKNOWN"]);
  const { ownership } = seen;
  assert.ok(ownership?.is === "known");
  const worker = { ...seen, ownership: known({ ...ownership.value, role: "worker" }) };
  assert.deepEqual(codes([own], { seen: worker }), ["OPERATION_NOT_OFFERED"]);
});

test("how a snapshot comes back is told with the names under which it was saved", () => {
  const own = memberLook("rack12-edge1", { isThisHost: true });
  const stores = known<readonly StoreReport[]>(reportsOf([etcdLook([own])]));
  const guide = recovery({ stores }).find(({ id }) => id === "etcd-from-snapshot");
  const commands = guide?.steps.flatMap((step) => step.commands).join("\n") ?? "";
  assert.match(commands, /src=FOLDER,dst=\/saved.* snapshot restore \/saved\/etcd\.db /);
  assert.match(commands, /diff -r FOLDER\/pki \/etc\/kubernetes\/pki/);
  assert.match(guide?.before.join() ?? "", /below \/opt\/bringup\/snapshots/);
});

async function runWithCutAt(cutAt: number) {
  const bench = await formed();
  const points = await withCutAt(cutAt, {
    bench,
    begin: async () => void (await saving(bench).run()),
    goOn: async (runId) => void (await saving(bench).goOn(runId)),
    booted: () => bench.host.clock.sleep(60_000),
  });
  const ends = bench.journal.all.filter(({ type }) => type === "run-ended").length;
  const known = (await kubeadm.snapshots?.(bench.host))?.map(({ name }) => name);
  const { steps } = await saving(bench).plan();
  return {
    points,
    ended: { ends, known, steps, saved: savedIn(bench), left: await leftIn(bench) },
  };
}

test("wherever the power goes while it is saved, one whole snapshot is there, and nothing else", async () => {
  const whole = await runWithCutAt(0);
  assert.deepEqual([whole.ended.known, whole.ended.steps], [["before-move"], []]);
  assert.ok(whole.points > 20, `only ${whole.points} points were found`);
  for (const cutAt of someOf(whole.points, { usual: 60, many: 4 })) {
    const { ended } = await runWithCutAt(cutAt);
    assert.deepEqual(ended, whole.ended, `cut at point ${cutAt} of ${whole.points}`);
  }
});
