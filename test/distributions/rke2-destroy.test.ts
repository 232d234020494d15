import assert from "node:assert/strict";
import { test } from "node:test";
import { approveRun, driveRun, makePlan } from "../../src/engine/index.ts";
import { INVENTORY } from "../support/k3s-bench.ts";
import { planOperation } from "../support/plan-operation.ts";
import { createRke2Bench, RKE2_CLUSTER } from "../support/rke2-bench.ts";

const ACTOR = { user: "ada", from: "tty1" };
const OPERATION = { id: "destroy", params: { cluster: "rack12", distribution: "rke2" } };
/** What a host has of a cluster; the kernel forgets the rest at its next start, the user etcd stays. */
const OF_A_CLUSTER =
  /rancher|rke2|kubelet|sysctl\.d|modules-load\.d|\/etc\/systemd|NetworkManager\/conf\.d/;

test("a cluster of RKE2 that is removed leaves nothing of itself, and a new one can be made", async () => {
  const bench = await createRke2Bench(
    { ...RKE2_CLUSTER, hardening: "cis", cni: "calico" },
    { files: { "/etc/NetworkManager/NetworkManager.conf": "[main]\n" } },
  );
  const { host, journal, parts } = bench;
  const bare = new Set(host.paths());
  assert.equal((await bench.run()).state, "succeeded");
  const left = () => host.paths().filter((path) => !bare.has(path) && OF_A_CLUSTER.test(path));
  assert.ok(left().length > 20, "there was something to remove");
  const { signal } = new AbortController();
  const candidate = () =>
    planOperation("destroy", {
      ...{ host, inventory: INVENTORY, cluster: "rack12", distribution: "rke2", signal },
    });
  const plan = await makePlan({
    ...parts,
    ...{ goal: { do: "operate", operation: OPERATION }, generation: 2, signal },
    candidate: await candidate(),
  });
  assert.match(plan.skipped.map(({ title }) => title).join("; "), /\/etc\/cni.*; The user etcd/);
  const runId = approveRun(journal, { plan, actor: ACTOR, documentText: "" });
  const state = await driveRun({ ...parts, candidate }, runId).settled;
  assert.deepEqual([state.state, left()], ["succeeded", []]);
  const again = await bench.run();
  assert.equal(again.state, "succeeded", again.message);
});
