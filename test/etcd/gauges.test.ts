import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { lookAtGauges } from "../../src/etcd/index.ts";
import { createMachineHost } from "../../src/host/index.ts";

const SYNC = "etcd_disk_wal_fsync_duration_seconds";
const METRICS = [
  "etcd_server_has_leader 1",
  "etcd_server_is_leader 0",
  "etcd_server_is_learner 0",
  "etcd_mvcc_db_total_size_in_bytes 2.1504e+06",
  'etcd_network_active_peers{Local="8e9e05c52164694d",Remote="91bc3c398fb3c146"} 1',
];
const sync = (counts: readonly number[], total: number) => [
  ...[0.001, 0.002, 0.004, 0.008].map((le, at) => `${SYNC}_bucket{le="${le}"} ${counts[at]}`),
  `${SYNC}_bucket{le="+Inf"} ${total}`,
  `${SYNC}_sum 0.9`,
  `${SYNC}_count ${total}`,
];

async function gaugesOf(t: TestContext, lines: readonly string[]) {
  const server = createServer((request, response) =>
    response.end(request.url === "/health" ? '{"health":"true"}' : `${lines.join("\n")}\n`),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return lookAtGauges(createMachineHost(), { url, signal: AbortSignal.timeout(5000) });
}

test("a follower tells its size, that there is a leader, and whom it speaks with", async (t) => {
  const seen = await gaugesOf(t, METRICS);
  assert.ok(seen.is === "answer");
  const { tookMs: _, ...told } = seen;
  assert.deepEqual(told, {
    ...{ is: "answer", hasLeader: true, isLeader: false, isLearner: false },
    ...{ sizeBytes: 2_150_400, peers: ["91bc3c398fb3c146"] },
  });
});

const DISKS: readonly [string, readonly number[], number, number | undefined][] = [
  ["a fast disk", [990, 1000, 1000, 1000], 1000, 1],
  ["one of a hundred is slow", [900, 980, 989, 990], 1000, 8],
  ["more are slower than anything that is counted", [100, 200, 300, 980], 1000, undefined],
  ["nothing was written yet", [0, 0, 0, 0], 0, undefined],
];
for (const [title, counts, total, syncMs] of DISKS)
  test(`how long its writes take to be safe: ${title}`, async (t) => {
    const seen = await gaugesOf(t, [...METRICS, ...sync(counts, total)]);
    assert.equal(seen.is === "answer" ? seen.syncMs : seen.why, syncMs);
  });
