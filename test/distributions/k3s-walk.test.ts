import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClusterSpec } from "../../src/spec/index.ts";
import { foundsOneNode } from "../contract/founding.ts";
import { CLUSTER, createBench, documentOf } from "../support/k3s-bench.ts";

const SQLITE = "Datastore, SQLite (kine)";
const VARIANTS: Readonly<Record<string, readonly [ClusterSpec, store: string]>> = {
  "SQLite and Flannel": [CLUSTER, SQLITE],
  "etcd and Calico": [
    { ...CLUSTER, cni: "calico", native: { datastore: "etcd" } },
    "Datastore, etcd",
  ],
  "the CIS profile": [{ ...CLUSTER, hardening: "cis" }, SQLITE],
};

for (const [title, [cluster, store]] of Object.entries(VARIANTS))
  test(`a bare host becomes one Ready node, and a second plan has nothing to do: ${title}`, async () => {
    await foundsOneNode(await createBench({ document: documentOf(cluster) }), {
      sentence: "K3s 1.35.3, one node, Ready",
      stores: [store],
    });
  });

test("the network of the pods is the cluster's own in the applied manifest", async () => {
  const document = documentOf({ ...CLUSTER, podCidr: "10.52.0.0/16" });
  const bench = await createBench({ document });
  await bench.run();
  const database = bench.host.text("/var/lib/rancher/k3s/server/db/state.db") ?? "";
  assert.match(database, /\\"Network\\": \\"10\.52\.0\.0\/16\\"/);
  assert.doesNotMatch(database, /10\.244\.0\.0/);
});

test("the run waits through what the node says, and every wait names its limit", async () => {
  const bench = await createBench();
  const plan = await bench.plan();
  const waits = plan.steps.filter(({ kind }) => kind === "k3s.wait");
  assert.deepEqual(
    waits.map(({ id, limit, usualMs }) => [
      id,
      limit.noProgressMs / 60_000,
      limit.totalMs / 60_000,
      usualMs,
    ]),
    [
      ["k3s.wait-api", 5, 15, 40_000],
      ["k3s.wait-datastore", 5, 15, 1000],
      ["k3s.wait-node-registered", 10, 30, 30_000],
      ["k3s.wait-node-ready", 5, 10, 60_000],
    ],
  );
});
