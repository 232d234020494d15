import assert from "node:assert/strict";
import { test } from "node:test";
import type { MemoryHost } from "../../src/host/index.ts";
import { documentOf, INVENTORY } from "../support/k3s-bench.ts";
import { planOperation } from "../support/plan-operation.ts";
import { createRke2Bench, RKE2_CLUSTER } from "../support/rke2-bench.ts";

/** So busy that four seconds pass between two looks at the clock, that many times. */
function busy(host: MemoryHost, late: number): MemoryHost {
  let left = late;
  const { clock, manualClock } = host;
  const monotonicMs = () => {
    if (left-- > 0) manualClock?.advance(4000);
    return clock.monotonicMs();
  };
  return { ...host, clock: { ...clock, monotonicMs } };
}

test("a store that answers late is asked again; only one that always does is no ground to plan on", async () => {
  const { host, run } = await createRke2Bench();
  assert.equal((await run()).state, "succeeded");
  const blockedWith = async (late: number) => {
    const asked = { host: busy(host, late), document: documentOf(RKE2_CLUSTER) };
    const given = { ...asked, distribution: "rke2", inventory: INVENTORY };
    const { blocked } = await planOperation("renew-certificates", given);
    return blocked.map(({ message }) => message);
  };
  assert.deepEqual(await blockedWith(3), []);
  assert.deepEqual(await blockedWith(Number.POSITIVE_INFINITY), [
    "Datastore, etcd: nobody has looked for a while",
  ]);
});
