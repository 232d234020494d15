import assert from "node:assert/strict";
import type { Observer } from "../../src/distributions/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import { summarizeCluster } from "../../src/status/index.ts";
import type { Bench } from "../support/k3s-bench.ts";

/** A bare host becomes one Ready node with these stores, and a second plan has nothing to do. */
export async function foundsOneNode(
  bench: Pick<Bench, "run" | "look" | "plan">,
  wanted: { readonly sentence: string; readonly stores: readonly string[] },
): Promise<void> {
  const state = await bench.run();
  assert.equal(state.state, "succeeded", state.message);
  const seen = await bench.look();
  const { title: sentence, healthy } = summarizeCluster(seen);
  const stores = seen.stores.is === "known" ? seen.stores.value : [];
  assert.deepEqual(
    { sentence, healthy, stores: stores.map(({ title }) => title) },
    { ...wanted, healthy: true },
  );
  for (const { title, verdict } of stores) assert.equal(verdict.is, "single copy", title);
  assert.deepEqual((await bench.plan()).steps, []);
}

/** Each condition of a formed cluster in a line: `NodeReady True KubeletReady`. */
export async function conditionLines(
  driver: Observer,
  cluster: ClusterSpec,
  bench: Pick<Bench, "look">,
): Promise<readonly string[]> {
  const all = driver.conditions(cluster, await bench.look());
  return all.map(({ type, status, reason }) => `${type} ${status} ${reason}`);
}
