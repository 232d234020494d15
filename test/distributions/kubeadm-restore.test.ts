import assert from "node:assert/strict";
import { test } from "node:test";
import { kubeadm } from "../../src/distributions/kubeadm/index.ts";
import { known } from "../../src/engine/index.ts";
import { kubeApply } from "../../src/kube/index.ts";
import { summarizeCluster } from "../../src/status/index.ts";
import type { Bench } from "../support/k3s-bench.ts";
import { CLUSTER, createKubeadmBench, documentOf } from "../support/kubeadm-bench.ts";
import { operating } from "../support/operating.ts";
import { someOf, withCutAt } from "../support/power-cuts.ts";
import { etcdLook, memberLook, reportsOf, SILENT } from "../support/stores.ts";

const FROM = "/opt/bringup/snapshots/rack12/before";
const MANIFESTS = "/etc/kubernetes/manifests";
const PODS = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"];
const MAP = "/api/v1/namespaces/default/configmaps/written";
const DATABASE = "/var/lib/etcd/member/snap/db";

/** A cluster that was saved, and went on since. */
async function saved(): Promise<Bench> {
  const bench = await createKubeadmBench();
  const { state, message } = await bench.run();
  assert.equal(state, "succeeded", message);
  await write(bench, "first");
  const given = { params: { name: "before" }, document: documentOf(), distribution: "kubeadm" };
  assert.equal((await operating(bench, "snapshot", given).run()).state, "succeeded");
  await write(bench, "second");
  return bench;
}

/** An object of the cluster by which its data is known again. */
async function write({ host }: Bench, text: string): Promise<void> {
  const access = await kubeadm.observeAccess(host);
  assert.ok(access.is === "known");
  const metadata = { name: "written", namespace: "default" };
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata, data: { text } };
  const answer = await kubeApply(host, access.value.kube, { path: MAP, object });
  assert.equal(answer.is, "ok");
}

const restoring = (bench: Bench, from = FROM) =>
  operating(bench, "restore", {
    params: { from },
    document: documentOf(CLUSTER),
    distribution: "kubeadm",
  });

const etcdIn = ({ host }: Bench) => host.files.list("/var/lib/etcd");

/** Left as it was by all but the one that brings it back, which is the last to use it. */
const SOUND = saved();

test("what is no sound snapshot of this cluster, or of other keys, is refused while everything runs", async () => {
  const bench = await SOUND;
  const { host } = bench;
  const why = async (from = FROM) =>
    (await restoring(bench, from).plan()).blocked[0]?.message ?? "";
  assert.match(await why("before"), /is no absolute path/);
  assert.match(await why("/media/before"), /there is no \/media\/before/);
  assert.match(await why("/opt/bringup/snapshots"), /is no finished snapshot/);
  const changed = async (path: string, from: string, to: string) => {
    const text = host.text(path) ?? "";
    host.put(path, { content: text.replace(from, to), mode: 0o600 });
    const said = await why();
    host.put(path, { content: text, mode: 0o600 });
    return said;
  };
  const record = `${FROM}/record.json`;
  assert.match(await changed(record, '"rack12"', '"rack13"'), /is of cluster rack13, kubeadm/);
  assert.match(await changed(record, "1.36.2", "1.35.2"), /was saved with 1\.35\.2.* 1\.36\.2 is/);
  assert.match(await changed(`${FROM}/pki/ca.key`, "A", "B"), /is not as it was taken/);
  assert.match(
    await changed("/etc/kubernetes/pki/sa.key", "A", "B"),
    /sa\.key is another than that/,
  );
  assert.equal(await why(), "");
  assert.deepEqual(await etcdIn(bench), ["member"], "nothing was touched");
});

test("a restore that fails before the new data is whole leaves the control plane running as it was", async () => {
  const bench = await SOUND;
  const images = "/var/lib/containerd/simulated-images";
  const known = bench.host.text(images) ?? "";
  bench.host.put(images, "");
  const paused = await restoring(bench).run();
  assert.equal(paused.state, "paused");
  assert.match(paused.message ?? "", /etcdutl snapshot restore: .*not found/);
  assert.deepEqual(
    [await etcdIn(bench), (await bench.host.files.list(MANIFESTS))?.length],
    [["member"], 4],
  );
  assert.match(bench.host.text(DATABASE) ?? "", /"second"/);
  bench.host.put(images, known);
});

test("while another member answers nothing is brought back, and who has to join again is named", async () => {
  const { cluster: seen } = await (await SOUND).look();
  const members = [
    memberLook("rack12-edge1", { isThisHost: true }),
    memberLook("edge2", SILENT),
    memberLook("edge3"),
  ];
  const planned = (list: typeof members) =>
    kubeadm.operations?.restore?.({
      ...{ cluster: "rack12", params: { from: FROM }, seen, isKairos: false },
      stores: known(reportsOf([etcdLook(list)])),
    });
  assert.deepEqual(
    planned(members)?.blocked.map(({ code, message }) => [code, message]),
    [["PEERS_ANSWER", "edge3 still runs with the present data"]],
  );
  const alone = planned(members.slice(0, 2))?.skipped ?? [];
  assert.deepEqual(
    alone.map(({ title }) => title),
    ["Join edge2 again"],
  );
});

test("the data of a snapshot comes back by the etcd that will read it; what was there is kept, and the pods run again", async () => {
  const bench = await SOUND;
  const { host } = bench;
  host.put("/etc/kubernetes/pki/front-proxy-ca.key", "");
  await host.files.remove("/etc/kubernetes/pki/front-proxy-ca.key");
  const plan = await restoring(bench).plan();
  assert.deepEqual(
    [plan.blocked, plan.steps.map(({ id, impact, mark }) => [id, impact, mark ?? ""])],
    [
      [],
      [
        ["kubeadm.restore", "data-loss", "NO WAY BACK"],
        ["kubeadm.wait-datastore", "none", ""],
        ["kubeadm.wait-api", "none", ""],
        ["kubeadm.wait-node-ready", "none", ""],
      ],
    ],
  );
  const state = await restoring(bench).run();
  assert.equal(state.state, "succeeded", state.message);
  assert.match(host.text(DATABASE) ?? "", /"first"/);
  assert.doesNotMatch(host.text(DATABASE) ?? "", /"second"/);
  const [, former = ""] = (await etcdIn(bench)) ?? [];
  assert.match(former, /^member-before-\d+$/);
  assert.match(host.text(`/var/lib/etcd/${former}/snap/db`) ?? "", /"second"/);
  assert.deepEqual(
    await host.files.list(MANIFESTS),
    PODS.map((pod) => `${pod}.yaml`),
  );
  assert.equal(await host.files.stat("/etc/kubernetes/bringup-aside"), undefined);
  const made: readonly string[] = host.calls.find((argv) => argv.includes("etcdutl")) ?? [];
  assert.deepEqual(made.slice(made.indexOf("etcdutl")), [
    ...["etcdutl", "snapshot", "restore", "/saved/etcd.db", "--data-dir"],
    `/var/lib/etcd/${former.replace("member-before", "bringup-restored")}`,
    ...["--name", "rack12-edge1", "--initial-cluster", "rack12-edge1=https://10.10.216.81:2380"],
    ...["--initial-advertise-peer-urls", "https://10.10.216.81:2380"],
    ...["--bump-revision", "1000000000", "--mark-compacted"],
  ]);
  const back = host.text("/etc/kubernetes/pki/front-proxy-ca.key");
  assert.equal(back, host.text(`${FROM}/pki/front-proxy-ca.key`), "a key that was lost is back");
  assert.doesNotMatch(JSON.stringify([bench.journal.all, host.calls]), /PRIVATE KEY/);
  await write(bench, "third");
  await host.clock.sleep(1000);
  const again = await restoring(bench).run();
  assert.equal(again.state, "succeeded", again.message);
  assert.doesNotMatch(host.text(DATABASE) ?? "", /"third"/, "a second time as well");
});

async function runWithCutAt(cutAt: number) {
  const bench = await saved();
  const { host, journal } = bench;
  const points = await withCutAt(cutAt, {
    bench,
    begin: async () => void (await restoring(bench).run()),
    goOn: async (runId) => void (await restoring(bench).goOn(runId)),
    booted: () => host.clock.sleep(60_000),
  });
  let sentence = "";
  for (let seconds = 0; seconds < 60; seconds++) {
    const { title, healthy } = summarizeCluster(await bench.look());
    sentence = title;
    if (healthy) break;
    await host.clock.sleep(1000);
  }
  const folders = await host.files.list("/var/lib/etcd");
  return {
    points,
    ended: {
      sentence,
      data: /"first"|"second"/.exec(host.text(DATABASE) ?? "")?.[0],
      etcd: folders?.map((name) => name.replace(/\d+$/, "AT")),
      manifests: await host.files.list(MANIFESTS),
      stops: journal.all.flatMap((record) => (record.type === "run-paused" ? [record.why] : [])),
      ends: journal.all.filter(({ type }) => type === "run-ended").length,
    },
  };
}

/** About as many as there are points to cut at. */
const POINTS = 130;

test("wherever the power goes while etcd is brought back, it ends once, with the data that was saved", async () => {
  for (const cutAt of someOf(POINTS, { usual: POINTS, many: 12 })) {
    const { ended, points } = await runWithCutAt(cutAt);
    assert.deepEqual(
      ended,
      {
        ...{
          sentence: "kubeadm (PXK-E) 1.36.2, one node, Ready",
          data: '"first"',
          stops: [],
          ends: 3,
        },
        etcd: ["member", "member-before-AT"],
        manifests: PODS.map((pod) => `${pod}.yaml`),
      },
      `cut at point ${cutAt}`,
    );
    assert.ok(points >= Math.min(cutAt, POINTS * 0.8), `only ${points} points were found`);
  }
});
