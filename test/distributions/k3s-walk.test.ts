import assert from "node:assert/strict";
import { test } from "node:test";
import { summarizeCluster } from "../../src/status/index.ts";
import { createBench } from "../support/k3s-bench.ts";

test("a bare host becomes one Ready node, and a second plan has nothing to do", async () => {
  const bench = await createBench();
  const state = await bench.run();
  assert.equal(state.state, "succeeded", state.message);
  const { title, healthy, quorum } = summarizeCluster(await bench.look());
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
