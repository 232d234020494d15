import assert from "node:assert/strict";
import { test } from "node:test";
import type { RegistrationView } from "../../src/registration/index.ts";
import { eventually } from "../support/eventually.ts";
import { type Bench, openBench, TOKEN } from "./bench.ts";
import { openFront } from "./front.ts";

async function registered(bench: Bench, plane = bench.plane.url): Promise<string> {
  await bench.registration().start({ method: "token", plane, token: TOKEN });
  const isCalm = ({ state, nextTryMs }: RegistrationView) =>
    state === "active" && nextTryMs !== undefined;
  return (await bench.until("active, and the next report due", isCalm)).hostUid ?? "";
}

test("a desired state reaches the host as soon as it is assigned, and again after a restart without the plane", async (t) => {
  const bench = await openBench(t);
  const hostUid = await registered(bench);
  assert.equal(await bench.plane.assign(hostUid, { hello: 1 }), 1);
  await eventually("the plane and the host agree", () => bench.desired.length === 1);
  assert.deepEqual(bench.desired, [[{ hello: 1 }, 1]]);
  await bench.plane.close();
  await bench.restart();
  assert.deepEqual(bench.desired, [
    [{ hello: 1 }, 1],
    [{ hello: 1 }, 1],
  ]);
});

test("the plane hears which revision the host has, and what the host reports", async (t) => {
  const condition = {
    type: "Ready",
    status: "True",
    reason: "AllWell",
    message: "ok",
    since: "2026",
  } as const;
  const bench = await openBench(t, {
    host: { status: () => ({ phase: "cluster", uptimeSec: 7, conditions: [condition] }) },
  });
  const hostUid = await registered(bench);
  await bench.plane.assign(hostUid, {});
  await eventually("the plane and the host agree", () => bench.desired.length === 1);
  bench.clock.advance(60_000);
  await eventually(
    "the plane and the host agree",
    () => bench.plane.hosts()[0]?.heartbeat?.observedRevision === 1,
  );
  const { phase, uptimeSec, conditions, seq } = bench.plane.hosts()[0]?.heartbeat ?? {};
  assert.deepEqual([phase, uptimeSec, conditions, seq], ["cluster", 7, [condition], 2]);
});

test("a desired state changed on the way is not accepted; the last one stays in force", async (t) => {
  const front = await openFront(t);
  const bench = await openBench(t, { plane: { publicUrl: front.url } });
  front.target = bench.plane.url;
  const hostUid = await registered(bench, front.url);
  await bench.plane.assign(hostUid, { good: true });
  await eventually("the plane and the host agree", () => bench.desired.length === 1);
  front.sabotage = ({ path }) =>
    path.endsWith("/desired") ? { is: "alter", body: forged } : { is: "pass" };
  bench.clock.advance(1000);
  await bench.plane.assign(hostUid, { good: true, again: true });
  bench.clock.advance(60_000);
  const view = await bench.until("a word about it", ({ problem }) => problem !== undefined);
  assert.deepEqual([view.state, view.problem?.code], ["active", "DESIRED_UNTRUSTED"]);
  assert.equal(bench.desired.length, 1);
});

function forged(jws: string): string {
  const [head, payload = "", signature] = jws.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  const evil = Buffer.from(JSON.stringify({ ...claims, spec: { evil: true } })).toString(
    "base64url",
  );
  return [head, evil, signature].join(".");
}

for (const [as, code] of [
  ["deleted", "HOST_DELETED"],
  ["revoked", "HOST_KEY_REVOKED"],
] as const) {
  test(`${as} in the plane: the host says so, keeps what it has, and asks again by itself`, async (t) => {
    const bench = await openBench(t);
    const hostUid = await registered(bench);
    await bench.plane.assign(hostUid, { keep: "me" });
    await eventually("the plane and the host agree", () => bench.desired.length === 1);
    await bench.plane.expel(hostUid, as);
    bench.clock.advance(66_000);
    const view = await bench.until(
      "blocked until a time",
      ({ state, nextTryMs }) => state === "blocked" && nextTryMs !== undefined,
    );
    assert.deepEqual([view.problem?.code, view.hostUid], [code, hostUid]);
    assert.match(view.message, /keeps its last verified state/);
    assert.equal((view.nextTryMs ?? 0) - bench.clock.nowMs(), 315_000);
    await bench.restart();
    assert.deepEqual(bench.desired.at(-1), [{ keep: "me" }, 1]);
  });
}

test("two machines with one identity are told so", async (t) => {
  const bench = await openBench(t);
  await registered(bench);
  const copied = bench.memory.get("registration") ?? "";
  bench.clock.advance(66_000);
  await eventually(
    "the plane and the host agree",
    () => (bench.plane.hosts()[0]?.heartbeat?.seq ?? 0) === 2,
  );
  await bench.registration().stop();
  bench.memory.set("registration", copied);
  await bench.restart();
  const view = await bench.untilState("conflict");
  assert.equal(view.problem?.code, "HOST_CLONE_SUSPECTED");
});

test("a plane that was away is found again, and the outage was not a new registration", async (t) => {
  const front = await openFront(t);
  const bench = await openBench(t, { plane: { publicUrl: front.url } });
  front.target = bench.plane.url;
  const hostUid = await registered(bench, front.url);
  front.sabotage = () => ({ is: "lose-request" });
  bench.clock.advance(66_000);
  const away = await bench.until(
    "trouble and another try",
    ({ problem, nextTryMs }) => problem !== undefined && nextTryMs !== undefined,
  );
  assert.deepEqual([away.hostUid, away.lastHeartbeatMs !== undefined], [hostUid, true]);
  front.sabotage = () => ({ is: "pass" });
  bench.clock.advance(300_000);
  assert.equal((await bench.untilState("active")).hostUid, hostUid);
  assert.equal(bench.events.filter((event) => event.is === "enrolment-received").length, 1);
});

test("a desired state brought as a file is taken by the same rules as from the plane", async (t) => {
  const bench = await openBench(t);
  const hostUid = await registered(bench);
  await bench.plane.assign(hostUid, { rev: 1 });
  await eventually("revision 1 is in force", () => bench.desired.length === 1);
  const first = jwsOf(bench);
  bench.clock.advance(1000);
  await bench.plane.assign(hostUid, { rev: 2 });
  await eventually(
    "revision 2 is in force",
    () => bench.registration().view().desired?.revision === 2,
  );
  const second = jwsOf(bench);
  const registration = bench.registration();
  assert.deepEqual(await registration.takeDesired({ jws: second }), { is: "same", revision: 2 });
  assert.deepEqual(await registration.takeDesired({ jws: first }), {
    is: "refused",
    why: "revision 1 is older than 2",
  });
  const forgedOne = await registration.takeDesired({ jws: forged(second), mayBeOlder: true });
  assert.equal(forgedOne.is, "refused");
  assert.deepEqual(bench.desired.at(-1), [{ rev: 2 }, 2]);
  const back = await registration.takeDesired({ jws: first, mayBeOlder: true });
  assert.deepEqual(back, { is: "taken", revision: 1 });
  assert.deepEqual(bench.desired.at(-1), [{ rev: 1 }, 1]);
});

/** As this host keeps it, and as a person could carry it on a stick. */
function jwsOf(bench: Bench): string {
  return JSON.parse(bench.memory.get("registration") ?? "{}").desired.jws;
}

test("in local mode the plane has no say any more, also not after a restart; coming back brings it back", async (t) => {
  let released = 0;
  const onReleased = () => {
    released += 1;
  };
  const bench = await openBench(t, { host: { onReleased } });
  const hostUid = await registered(bench);
  await bench.plane.assign(hostUid, { keep: "me" });
  await eventually("it is in force", () => bench.registration().view().desired?.revision === 1);
  await bench.registration().goLocal();
  assert.deepEqual([released, bench.registration().view().desired], [1, undefined]);
  await bench.restart();
  assert.deepEqual([bench.desired.length, bench.registration().view().state], [1, "local"]);
  assert.equal(await registered(bench), hostUid);
  await eventually("it is in force again", () => bench.desired.length === 2);
  assert.deepEqual(bench.desired.at(-1), [{ keep: "me" }, 1]);
});

test("what this host cannot mean is said, the registration goes on, and a version that can takes it", async (t) => {
  let isUnderstood = false;
  const onDesired = () => {
    if (!isUnderstood) throw new Error("spec.frobnicate is not known here");
  };
  const bench = await openBench(t, { host: { onDesired } });
  const hostUid = await registered(bench);
  await bench.plane.assign(hostUid, { frobnicate: true });
  const view = await bench.until("a word about it", ({ problem }) => problem !== undefined);
  assert.deepEqual([view.state, view.desired], ["active", undefined]);
  assert.match(view.problem?.message ?? "", /frobnicate/);
  isUnderstood = true;
  await bench.restart();
  const now = bench.registration().view();
  assert.deepEqual([now.desired, now.problem], [{ revision: 1 }, undefined]);
});
