import assert from "node:assert/strict";
import { test } from "node:test";
import { kubeadm } from "../../src/distributions/kubeadm/index.ts";
import { standInArtefacts } from "../../src/distributions/kubeadm/stand-in/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import { summarizeCluster } from "../../src/status/index.ts";
import { type Bench, benchOn } from "../support/k3s-bench.ts";
import { CLUSTER, createKubeadmBench, documentOf } from "../support/kubeadm-bench.ts";
import { hasPod, pairOf, putPod } from "../support/kubeadm-site.ts";
import { operating } from "../support/operating.ts";
import { someOf, withCutAt } from "../support/power-cuts.ts";

const FROM = "1.35.6";
const TO = "1.36.2";
const NEXT = "/opt/next";
const OLD: ClusterSpec = { ...CLUSTER, version: FROM };

/** A cluster of one with the artefacts of another release in a folder of their own. */
async function formed(cluster = OLD, to = TO): Promise<Bench> {
  const bench = await createKubeadmBench({ document: documentOf(cluster), version: FROM });
  const { state, message } = await bench.run();
  assert.equal(state, "succeeded", message);
  const files = standInArtefacts({ version: to, architecture: "amd64" });
  for (const [name, file] of Object.entries(files)) bench.host.put(`${NEXT}/${name}`, file);
  return bench;
}

const upgrading = (bench: Bench, to = TO) =>
  operating(bench, "upgrade", {
    params: { to, artefacts: NEXT },
    document: documentOf(OLD),
    distribution: "kubeadm",
  });

/** What runs, by the static pod, by the kubelet, and by what the cluster keeps for whoever joins. */
async function versions({ look, host }: Bench) {
  const { installed, nodes } = (await look()).cluster;
  const state = host.text("/var/lib/etcd/member/snap/db") ?? "";
  return [
    installed.is === "known" && installed.value.version,
    nodes.is === "known" && nodes.value[0]?.version,
    /kubernetesVersion: v([\d.]+)/.exec(state)?.[1],
  ];
}

test("an upgrade brings the control plane first and the kubelet last; as the document then says, nothing is left to do", async () => {
  const bench = await formed();
  const upgrade = upgrading(bench);
  const plan = await upgrade.plan();
  assert.deepEqual(plan.blocked, []);
  assert.deepEqual(
    plan.steps.map(({ id, commit }) => (commit ? `${id} commit` : id)),
    [
      "kubeadm.snapshot",
      "kubeadm.containerd-config",
      "kubeadm.config",
      "kubeadm.containerd",
      "kubeadm.images",
      "kubeadm.upgrade commit",
      "kubeadm.place-kubelet",
      "kubeadm.version",
      "kubeadm.start",
      ...["api", "datastore", "node-registered", "node-ready"].map((at) => `kubeadm.wait-${at}`),
      "kubeadm.upgraded commit",
    ],
  );
  const state = await upgrade.run();
  assert.equal(state.state, "succeeded", state.message);
  assert.deepEqual(await versions(bench), [TO, TO, TO]);
  const upgrades = bench.host.calls.filter((argv) => argv[1] === "upgrade");
  const [saved] = (await kubeadm.snapshots?.(bench.host)) ?? [];
  assert.deepEqual([saved?.name, saved?.version], [`pre-upgrade-${FROM}`, FROM]);
  assert.ok(plan.steps[0]?.lock !== undefined, "nobody else changes the cluster from then on");
  assert.deepEqual(
    upgrades.map((argv) => argv.slice(1).join(" ")),
    [`upgrade apply v${TO} --yes`],
  );
  const now = await benchOn(bench.host, documentOf({ ...OLD, version: TO, artefacts: NEXT }));
  assert.deepEqual((await now.plan()).steps, []);
});

/** Made anew by the service at a start, told with the time it happened, or set by a boot. */
const CHANGING =
  /^\/(proc|sys|run|opt\/bringup|var\/lib\/(etcd|kubelet\/pki))\/|\/etc\/kubernetes\/(pki|[a-z-]+\.conf)/;

async function runWithCutAt(cutAt: number) {
  const bench = await formed();
  const upgrade = upgrading(bench);
  const points = await withCutAt(cutAt, {
    bench,
    begin: async () => void (await upgrade.run()),
    goOn: async (runId) => void (await upgrade.goOn(runId)),
    booted: () => bench.host.clock.sleep(60_000),
  });
  for (let seconds = 0; seconds < 60; seconds++) {
    if (summarizeCluster(await bench.look()).healthy) break;
    await bench.host.clock.sleep(1000);
  }
  const { host, journal } = bench;
  const kept = host.paths().filter((path) => !CHANGING.test(path));
  const ended = {
    versions: await versions(bench),
    stops: journal.all.flatMap((record) => (record.type === "run-paused" ? [record.why] : [])),
    ends: journal.all.filter(({ type }) => type === "run-ended").length,
    files: kept.map((path) => [path, host.text(path)]),
    saved: (await kubeadm.snapshots?.(host))?.map(({ name, version }) => [name, version]),
  };
  return { points, ended };
}

test("wherever the power goes while kubeadm upgrades, the run ends once, with the same cluster", async () => {
  const whole = await runWithCutAt(0);
  assert.deepEqual(whole.ended.versions, [TO, TO, TO]);
  for (const cutAt of someOf(whole.points, { usual: 120, many: 16 })) {
    const { ended } = await runWithCutAt(cutAt);
    assert.deepEqual(ended, whole.ended, `cut at point ${cutAt} of ${whole.points}`);
  }
});

const REFUSED: Readonly<Record<string, readonly [to: string, code: string, message: RegExp]>> = {
  "two minors at once": ["1.37.0", "VERSION_SKIPS", /more than one minor ahead/],
  "an older version": ["1.34.9", "VERSION_DOWN", /1\.34\.9 is older/],
};

for (const [title, [to, code, message]] of Object.entries(REFUSED))
  test(`an upgrade is refused before anything is changed: ${title}`, async () => {
    const bench = await formed(OLD, to);
    const { blocked, steps } = await upgrading(bench, to).plan();
    assert.deepEqual([steps.length, blocked[0]?.code], [0, code]);
    assert.match(blocked[0]?.message ?? "", message);
  });

test("a host with cgroup v1 is told so before it is upgraded to what needs v2", async () => {
  const bench = await createKubeadmBench({
    document: documentOf({ ...CLUSTER, version: "1.34.9" }),
    version: "1.34.9",
  });
  assert.equal((await bench.run()).state, "succeeded");
  const files = standInArtefacts({ version: FROM, architecture: "amd64" });
  for (const [name, file] of Object.entries(files)) bench.host.put(`${NEXT}/${name}`, file);
  bench.host.put("/sys/fs/cgroup/memory/tasks", "");
  const upgrade = operating(bench, "upgrade", {
    params: { to: FROM, artefacts: NEXT },
    document: documentOf({ ...CLUSTER, version: "1.34.9" }),
    distribution: "kubeadm",
  });
  const { blocked } = await upgrade.plan();
  assert.match(blocked[0]?.message ?? "", /needs cgroup v2/);
});

test("beside another node each one is emptied before it is upgraded, by its own keys, and takes pods again afterwards", async () => {
  const { first, second, document } = await pairOf("worker", OLD);
  const files = Object.entries(standInArtefacts({ version: TO, architecture: "amd64" }));
  for (const { host } of [first.bench, second])
    for (const [name, file] of files) host.put(`${NEXT}/${name}`, file);
  const nodes = [
    { name: "rack12-edge1", bench: first.bench, document: documentOf(first.cluster) },
    { name: "rack12-edge2", bench: second, document },
  ];
  for (const { name } of nodes) await putPod(first.bench, name);
  await first.clock.sleep(3000);
  for (const { name, bench, document } of nodes) {
    assert.ok(hasPod(first.bench, name));
    const given = { params: { to: TO, artefacts: NEXT }, document, distribution: "kubeadm" };
    const upgrade = operating(bench, "upgrade", given);
    const ids = (await upgrade.plan()).steps.map(({ id }) => id);
    assert.ok(ids.indexOf("kubeadm.empty-node") < ids.indexOf("kubeadm.upgrade"), ids.join());
    assert.equal(ids.at(-1), "kubeadm.fill-node");
    const state = await upgrade.run();
    assert.equal(state.state, "succeeded", state.message);
    assert.equal(hasPod(first.bench, name), false);
    await first.clock.sleep(5000);
    const { nodes: seen } = (await bench.look()).cluster;
    const own = seen.is === "known" ? seen.value.find((node) => node.name === name) : undefined;
    assert.deepEqual([own?.version, own?.isCordoned ?? false], [TO, false]);
  }
});
