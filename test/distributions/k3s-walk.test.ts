import assert from "node:assert/strict";
import { test } from "node:test";
import { observeCluster } from "../../src/cluster/index.ts";
import { summarizeCluster } from "../../src/status/index.ts";
import { CLUSTER, createBench } from "../support/k3s-bench.ts";

const SIGNAL = new AbortController().signal;

test("a bare host becomes one Ready node, and a second plan has nothing to do", async () => {
  const bench = await createBench();
  const state = await bench.run();
  assert.equal(state.state, "succeeded", state.message);
  const seen = await observeCluster(bench.host, CLUSTER, SIGNAL);
  assert.ok(seen);
  const { title, healthy, quorum } = summarizeCluster(seen.seen);
  assert.deepEqual(
    { title, healthy, verdict: quorum.verdict },
    { title: "K3s 1.35.3, one node, Ready", healthy: true, verdict: "single copy" },
  );
  const again = await bench.plan();
  assert.deepEqual(
    again.steps.map(({ id }) => id),
    [],
  );
});
