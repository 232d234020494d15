import assert from "node:assert/strict";
import { test } from "node:test";
import { knownValue } from "../../src/engine/index.ts";
import { summarizeCluster } from "../../src/status/index.ts";
import { applyBootSettings } from "../support/boot-settings.ts";
import type { Bench } from "../support/k3s-bench.ts";
import { createServerSite, type ServerSite } from "../support/server-site.ts";

const ORDERS = 3;
const LONGEST_PAUSE_MS = 90_000;

async function formed(site: ServerSite): Promise<readonly Bench[]> {
  const first = await site.machine(1);
  const rest = [2, 3].map((number) => () => {
    return site.machine(number, site.joining(), site.tokenOf(first));
  });
  const benches: Bench[] = [];
  for (const make of [async () => first, ...rest]) {
    const bench = await make();
    const { state, message } = await bench.run();
    assert.equal(state, "succeeded", message);
    benches.push(bench);
  }
  return benches;
}

/** Who leads, by the word of this host; `undefined`: it is not whole yet. */
async function leaderSeenBy({ look }: Bench): Promise<string | undefined> {
  const seen = await look();
  const [store] = knownValue(seen.stores) ?? [];
  const isWhole = summarizeCluster(seen).healthy && store?.verdict.is === "OK";
  const isAll = store?.members.filter(({ reach }) => reach === "online").length === 3;
  return isWhole && isAll ? store?.leader?.id : undefined;
}

for (const distribution of ["k3s", "rke2"] as const)
  test(`${distribution}: all of a site lose their power at once, and come back in any order as they were`, async () => {
    const site = createServerSite(distribution);
    const benches = await formed(site);
    for (let round = 0; round < ORDERS; round++) {
      for (const { host } of benches) host.powerCut();
      const order = benches
        .map((bench) => ({ bench, at: Math.random() * LONGEST_PAUSE_MS }))
        .toSorted((a, b) => a.at - b.at);
      const told = order.map(({ bench, at }) => `${benches.indexOf(bench) + 1} at ${at | 0} ms`);
      let nowMs = 0;
      for (const { bench, at } of order) {
        await site.clock.sleep(at - nowMs);
        nowMs = at;
        await bench.host.boot();
        applyBootSettings(bench.host);
      }
      let leaders: readonly (string | undefined)[] = [];
      for (let seconds = 0; seconds < 120; seconds += 5) {
        await site.clock.sleep(5000);
        leaders = await Promise.all(benches.map(leaderSeenBy));
        if (leaders.every((leader) => leader !== undefined)) break;
      }
      assert.equal(new Set(leaders).size, 1, `${told.join(", ")}: ${leaders.join(", ")}`);
      assert.notEqual(leaders[0], undefined, told.join(", "));
      for (const { plan } of benches) {
        const { steps, blocked } = await plan();
        assert.deepEqual({ steps, blocked }, { steps: [], blocked: [] }, told.join(", "));
      }
    }
  });
