import assert from "node:assert/strict";
import { test } from "node:test";
import { planClusterOperation } from "../../src/cluster/index.ts";
import { approveRun, driveRun, makePlan } from "../../src/engine/index.ts";
import { INVENTORY } from "../support/k3s-bench.ts";
import { CLUSTER, createKubeadmBench, documentOf } from "../support/kubeadm-bench.ts";
import { someOf, withCutAt } from "../support/power-cuts.ts";

const STRIDES = { usual: 90, many: 9 };
const ACTOR = { user: "ada", from: "tty1" };
const OPERATION = { id: "destroy", params: { cluster: "rack12", distribution: "kubeadm" } };
const FSTAB = "/swap.img none swap sw 0 0\n";
/** What the kernel and a running system keep until the next boot; logs stay on purpose. */
const STAYS = /^\/(proc|sys|run|var\/log|opt\/artefacts)\//;

/** A host on which a cluster runs, and the way to remove it. */
async function founded() {
  const document = documentOf({ ...CLUSTER, hardening: "cis" });
  const bench = await createKubeadmBench({ document, files: { "/etc/fstab": FSTAB } });
  const bare = new Set(bench.host.paths());
  assert.equal((await bench.run()).state, "succeeded");
  const { host } = bench;
  const { signal } = new AbortController();
  const candidate = (cluster = "rack12") =>
    planClusterOperation("destroy", {
      ...{ host, inventory: INVENTORY, cluster, distribution: "kubeadm", signal },
    });
  const plan = async (cluster?: string) =>
    makePlan({
      ...bench.parts,
      ...{ goal: { do: "operate", operation: OPERATION }, generation: 2, signal },
      candidate: await candidate(cluster),
    });
  const left = () => host.paths().filter((path) => !bare.has(path) && !STAYS.test(path));
  return { bench, plan, left, parts: { ...bench.parts, candidate: () => candidate() } };
}

test("a cluster that is removed leaves nothing of itself, what stays is named, and a new one can be made", async () => {
  const { bench, plan, left, parts } = await founded();
  const planned = await plan();
  assert.deepEqual(
    planned.steps.map(({ id, impact, undo }) => [id, impact, undo]),
    [
      ["kubeadm.down", "node-down", "compensate"],
      ["kubeadm.sweep", "data-loss", "none"],
    ],
  );
  assert.match(
    planned.skipped.map(({ title }) => title).join("; "),
    /kernel; .*containerd.*\/etc\/cni/,
  );
  assert.match((await plan("rack13")).blocked[0]?.message ?? "", /belongs to cluster rack12/);
  assert.ok(left().length > 40, "there was something to remove");
  const runId = approveRun(bench.journal, { plan: planned, actor: ACTOR, documentText: "" });
  const state = await driveRun(parts, runId).settled;
  assert.deepEqual([state.state, left()], ["succeeded", []]);
  assert.equal(bench.host.text("/etc/fstab"), FSTAB);
  assert.deepEqual((await plan()).steps, [], "nothing is left to do");
  const again = await bench.run();
  assert.equal(again.state, "succeeded", again.message);
});

test("a containerd that was on the host before stays, with what it was told", async () => {
  const document = documentOf({ ...CLUSTER, native: { containerd: "host" } });
  const unit = "/usr/lib/systemd/system/containerd.service";
  const bench = await createKubeadmBench({
    document,
    files: {
      [unit]: "[Service]\nExecStart=/usr/bin/containerd\n[Install]\nWantedBy=multi-user.target\n",
    },
  });
  const { host, journal, parts } = bench;
  const formed = await bench.run();
  assert.equal(formed.state, "succeeded", formed.message);
  const { signal } = new AbortController();
  const candidate = () =>
    planClusterOperation("destroy", {
      ...{ host, inventory: INVENTORY, cluster: "rack12", distribution: "kubeadm", signal },
    });
  const plan = await makePlan({
    ...parts,
    ...{ goal: { do: "operate", operation: OPERATION }, generation: 2, signal },
    candidate: await candidate(),
  });
  const runId = approveRun(journal, { plan, actor: ACTOR, documentText: "" });
  assert.equal((await driveRun({ ...parts, candidate }, runId).settled).state, "succeeded");
  const shown = await host.units.show("containerd.service");
  assert.equal(shown.is === "known" && shown.value.active, "active");
  assert.ok(host.text("/etc/containerd/config.toml")?.includes("SystemdCgroup = true"));
});

/** Removed with the power cut at one point on the way. */
async function removedWithCutAt(cutAt: number) {
  const { bench, parts, plan, left } = await founded();
  const planned = await plan();
  const approval = { plan: planned, actor: ACTOR, documentText: "" };
  const points = await withCutAt(cutAt, {
    bench,
    begin: () => driveRun(parts, approveRun(bench.journal, approval)).settled,
    goOn: (runId) => driveRun(parts, runId).settled,
  });
  return { points, left: left() };
}

test("wherever the power goes while a cluster is removed, it is gone in the end", async () => {
  const whole = await removedWithCutAt(0);
  assert.ok(whole.points > 60, `only ${whole.points} points were found`);
  for (const cutAt of someOf(whole.points, STRIDES))
    assert.deepEqual(
      (await removedWithCutAt(cutAt)).left,
      [],
      `cut at ${cutAt} of ${whole.points}`,
    );
});
