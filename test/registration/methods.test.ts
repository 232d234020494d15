import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { METHODS } from "../../src/registration/index.ts";
import { openBench, TOKEN } from "./bench.ts";

test("with a token the host is registered without anybody waiting", async (t) => {
  const bench = await openBench(t);
  await bench.registration().start({ method: "token", plane: bench.plane.url, token: TOKEN });
  const view = await bench.untilState("active");
  const [host] = bench.plane.hosts();
  assert.deepEqual(
    { ...view, sinceMs: 0, nextTryMs: 0, lastHeartbeatMs: 0 },
    {
      state: "active",
      message: `Registered with ${bench.plane.url}; reports go out by themselves.`,
      sinceMs: 0,
      nextTryMs: 0,
      lastHeartbeatMs: 0,
      method: "token",
      plane: bench.plane.url,
      hostUid: host?.uid,
      project: "Shops",
      fingerprint: host?.fingerprint,
    },
  );
  assert.deepEqual(host?.approvedBy, "token");
  assert.equal(statSync(join(bench.folder, "edge-1.key")).mode & 0o777, 0o600);
  assert.equal([...bench.memory.values()].join().includes(TOKEN), false);
});

for (const method of ["manual", "qr"] as const) {
  test(`${method}: the host waits with a code, and goes on by itself once it is approved`, async (t) => {
    const bench = await openBench(t);
    await bench.registration().start({ method, plane: bench.plane.url });
    const { approval, message } = await bench.untilState("pending");
    assert.match(approval?.userCode ?? "", /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    const code = approval?.userCode?.replace("-", "");
    assert.equal(approval?.verificationUriComplete, `${bench.plane.publicUrl}/a/${code}`);
    assert.ok((approval?.verificationUriComplete?.length ?? 99) <= 53);
    assert.equal(message, METHODS.find(({ id }) => id === method)?.waiting);
    assert.deepEqual((await bench.plane.approve(approval?.userCode ?? "")).is, "approved");
    const view = await bench.untilState("active");
    assert.equal(view.approval, undefined);
    assert.equal(view.project, "Default");
  });
}
