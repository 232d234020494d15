import assert from "node:assert/strict";
import { test } from "node:test";
import {
  approveRun,
  driveRun,
  makePlan,
  type Plan,
  type RunParts,
} from "../../src/engine/index.ts";
import { type Bench, CLUSTER, createBench, documentOf, INVENTORY } from "../support/k3s-bench.ts";
import { planOperation } from "../support/plan-operation.ts";
import { someOf, withCutAt } from "../support/power-cuts.ts";

const STRIDES = { usual: 18, many: 4 };
const ACTOR = { user: "ada", from: "tty1" };
const HARDENED = documentOf({ ...CLUSTER, hardening: "cis", cni: "calico" });
const OPERATION = { id: "destroy", params: { cluster: "rack12", distribution: "k3s" } };
/** What a host has of a cluster; the kernel forgets the rest at its next start. */
const OF_A_CLUSTER = /rancher|k3s|kubelet|sysctl\.d|modules-load\.d|\/etc\/systemd/;

interface Destroying {
  readonly bench: Bench;
  readonly parts: RunParts;
  plan(cluster?: string): Promise<Plan>;
  left(): readonly string[];
}

/** A host on which a cluster runs, and the way to remove it. */
async function founded(): Promise<Destroying> {
  const bench = await createBench({ document: HARDENED });
  const bare = new Set(bench.host.paths());
  assert.equal((await bench.run()).state, "succeeded");
  const { host } = bench;
  const signal = new AbortController().signal;
  const candidate = (cluster = "rack12") =>
    planOperation("destroy", {
      ...{ host, inventory: INVENTORY, cluster, signal },
      distribution: "k3s",
    });
  return {
    bench,
    parts: { ...bench.parts, candidate: () => candidate() },
    plan: async (cluster) =>
      makePlan({
        ...bench.parts,
        ...{ goal: { do: "operate", operation: OPERATION }, generation: 2, signal },
        candidate: await candidate(cluster),
      }),
    left: () => host.paths().filter((path) => !bare.has(path) && OF_A_CLUSTER.test(path)),
  };
}

test("a cluster that is removed leaves nothing of itself, and what stays is named", async () => {
  const { bench, parts, plan, left } = await founded();
  const planned = await plan();
  assert.deepEqual(
    planned.steps.map(({ id, impact, undo }) => [id, impact, undo]),
    [
      ["k3s.down", "node-down", "compensate"],
      ["k3s.sweep", "data-loss", "none"],
    ],
  );
  const gone = planned.steps[1]?.changes[0]?.lines.map(({ text }) => text);
  assert.ok(
    gone?.includes("/etc/rancher/node") && gone.includes("/var/lib/rancher/k3s"),
    `${gone}`,
  );
  assert.match(planned.skipped.map(({ title }) => title).join("; "), /kernel; \/etc\/cni/);
  assert.ok(left().length > 10, "there was something to remove");
  const runId = approveRun(bench.journal, { plan: planned, actor: ACTOR, documentText: "" });
  const state = await driveRun(parts, runId).settled;
  assert.deepEqual([state.state, left()], ["succeeded", []]);
  assert.deepEqual((await plan()).steps, [], "nothing is left to do");
  const again = await bench.run();
  assert.equal(again.state, "succeeded", `a new one can be made: ${again.message}`);
});

test("the cluster of somebody else, or one of another name, is not removed", async () => {
  const { bench, plan } = await founded();
  const other = await plan("rack13");
  assert.match(other.blocked[0]?.message ?? "", /belongs to cluster rack12/);
  bench.host.put("/etc/kubernetes/admin.conf", "x");
  const foreign = await plan();
  assert.match(foreign.blocked[0]?.message ?? "", /a kubeadm control plane/);
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
  const unit = await bench.host.units.show("k3s.service");
  return { points, ended: { left: left(), unit: unit.is } };
}

test("wherever the power goes while a cluster is removed, it is gone in the end", async () => {
  const whole = await removedWithCutAt(0);
  assert.ok(whole.points > 20, `only ${whole.points} points were found`);
  for (const cutAt of someOf(whole.points, STRIDES)) {
    const { ended } = await removedWithCutAt(cutAt);
    assert.deepEqual(ended, { left: [], unit: "absent" }, `cut at ${cutAt} of ${whole.points}`);
  }
});
