import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { METHODS } from "../../src/registration/index.ts";
import { openBench, TOKEN } from "./bench.ts";
import { openFront } from "./front.ts";

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

test("manual: with the pairing key of its operator a host is let in at once, and the key is kept nowhere", async (t) => {
  const bench = await openBench(t);
  const { pairingKey = "" } = bench.plane.expect({
    ...{ id: "edge-1", project: "Shops", withPairingKey: true },
  });
  const typed = ` ${pairingKey.toLowerCase()} `;
  await bench.registration().start({ method: "manual", plane: bench.plane.url, pairingKey: typed });
  const { project } = await bench.untilState("active");
  assert.equal(project, "Shops");
  assert.equal(bench.plane.hosts()[0]?.approvedBy, "expected");
  const kept = [...bench.memory.values()].join().toLowerCase();
  assert.equal(kept.includes(pairingKey.toLowerCase()), false);
  assert.deepEqual(bench.plane.expected(), []);
});

test("manual: a pairing key that is wrong is said to be, and a person can still approve", async (t) => {
  const bench = await openBench(t);
  bench.plane.expect({ id: "edge-1", withPairingKey: true });
  const request = { method: "manual", plane: bench.plane.url } as const;
  await bench.registration().start({ ...request, pairingKey: "BBBB-BBBB-BBBB" });
  const { approval, message } = await bench.untilState("pending");
  assert.match(message, /did not let this host in by that pairing key\. Waiting for an operator/);
  await bench.restart();
  assert.equal(bench.registration().view().message, message, "also after a restart");
  await bench.plane.approve(approval?.userCode ?? "");
  await bench.untilState("active");
});

for (const [lost, ends] of [
  ["lose-answer", "active"],
  ["lose-request", "pending"],
] as const) {
  test(`manual: killed while the pairing key is on its way (${lost}), the host is ${ends} after it`, async (t) => {
    const front = await openFront(t);
    const bench = await openBench(t, { plane: { publicUrl: front.url } });
    front.target = bench.plane.url;
    const { pairingKey = "" } = bench.plane.expect({ id: "edge-1", withPairingKey: true });
    let restarted: Promise<void> | undefined;
    front.sabotage = ({ method }) => {
      if (method !== "POST" || restarted !== undefined) return { is: "pass" };
      restarted = bench.restart();
      return { is: lost };
    };
    await bench.registration().start({ method: "manual", plane: front.url, pairingKey });
    await bench.untilState(ends);
    assert.equal(bench.plane.hosts().length, ends === "active" ? 1 : 0);
    await restarted;
  });
}

test("a pairing key where nobody would look at it is refused before anything is sent", async (t) => {
  const bench = await openBench(t);
  const plane = bench.plane.url;
  const pairingKey = "BBBB-BBBB-BBBB";
  for (const request of [
    { method: "qr", plane, pairingKey },
    { method: "manual", plane, pairingKey: "B".repeat(65) },
    { method: "manual", plane: bench.folder, kind: "file", pairingKey },
  ] as const) {
    await assert.rejects(bench.registration().start(request), { code: "USAGE" });
  }
  assert.equal(bench.registration().view().state, "unconfigured");
});
