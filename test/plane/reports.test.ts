import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openMemory } from "../../src/plane/server/memory.ts";
import { openBrowser } from "./browser.ts";
import { openRegistered } from "./registered.ts";

async function open(t: TestContext) {
  const bench = await openRegistered(t);
  const host = await bench.register("edge-1");
  const { plane, clock } = bench;
  let seq = 0;
  const beat = async (more: object = {}) => {
    const answer = await host.ask("PUT", `/hosts/${host.uid}/heartbeat`, {
      ...{ seq: ++seq, bootId: "boot-1", at: "2026-01-01T00:00:00Z", uptimeSec: 3725 },
      ...{ phase: "registration", agentVersion: "0.1.0", observedRevision: 0 },
      conditions: [CONDITION],
      ...more,
    });
    return answer.json;
  };
  const browser = openBrowser(plane.url);
  await browser.post(plane.newSignInLink("anna"));
  return { ...bench, clock, host, beat, browser, path: `/h/${host.uid}` };
}

const CONDITION = {
  ...{ type: "Ready", status: "False", reason: "Drift", since: "2026-01-01T00:00:00Z" },
  message: "<b>chrony</b> was edited",
};
const DIGEST = "d".repeat(43);

test("the inventory is asked for when it is another than the plane knows, or when the operator wants it", async (t) => {
  const { host, beat, browser, path } = await open(t);
  const wants = async (inventoryDigest?: string) =>
    (await beat(inventoryDigest === undefined ? {} : { inventoryDigest })).wantInventory;
  assert.deepEqual([await wants(), await wants(DIGEST)], [false, true]);
  const inventory = {
    digest: DIGEST,
    device: { archType: "amd64", cpu: { cores: 4 } },
    xFacts: { firmware: "UEFI <2.7>" },
  };
  const upload = () => host.ask("PUT", `/hosts/${host.uid}/inventory`, inventory);
  assert.equal((await upload()).status, 204);
  assert.deepEqual([await wants(DIGEST), await wants("e".repeat(43))], [false, true]);
  await browser.get(path);
  assert.equal((await browser.post(path, { wish: "inventory" })).status, 303);
  assert.match((await browser.get(path)).text, /asked for anew/);
  assert.deepEqual([await wants(DIGEST), await wants()], [true, true]);
  await upload();
  assert.equal(await wants(DIGEST), false);
  const { text } = await browser.get(path);
  for (const shown of ["amd64", "{&quot;cores&quot;:4}", "UEFI &lt;2.7&gt;"]) {
    assert.ok(text.includes(shown), shown);
  }
});

test("events are kept once, however often a lost answer makes the host send them", async (t) => {
  const { host, browser, path } = await open(t);
  const event = (number: number) => ({
    id: `01JD3V9ZK8Q4W5X6Y7Z8A9B${String(number).padStart(3, "0")}`,
    at: "2026-01-01T00:00:00Z",
    type: "drift.repaired",
    severity: "warn",
    data: { file: `<i>${number}</i>` },
  });
  const send = async (...numbers: readonly number[]) => {
    const answer = await host.ask("POST", `/hosts/${host.uid}/events`, {
      events: numbers.map(event),
    });
    return [answer.status, answer.json.acceptedThrough];
  };
  assert.deepEqual(await send(1, 3, 2), [202, event(3).id]);
  assert.deepEqual(await send(2, 3, 4), [202, event(4).id]);
  const { text } = await browser.get(path);
  const found = [...text.matchAll(/&lt;i&gt;(\d)&lt;/g)].map(([, number]) => Number(number));
  assert.deepEqual(found, [4, 3, 2, 1]);
  await send(...Array.from({ length: 200 }, (_, at) => at));
  assert.equal((await browser.get(path)).text.match(/drift\.repaired/g)?.length, 50);
});

test("of a host that tells too much the newest thousand events are kept", async () => {
  const { reports, close } = await openMemory(undefined);
  const event = (at: number) => ({
    ...{ id: String(at).padStart(26, "0"), at: "x", type: "a", data: {} },
    severity: "info" as const,
  });
  for (let from = 0; from < 1200; from += 200) {
    const news = Array.from({ length: 200 }, (_, at) => event(from + at));
    reports.addEvents("host", news, 0);
  }
  const kept = reports.events("host", 5000);
  assert.deepEqual([kept.length, kept[0], kept.at(-1)], [1000, event(1199), event(200)]);
  close();
});

test("the page of a host says what it reports, what it should be, and when it fell silent", async (t) => {
  const { plane, host, beat, browser, path, clock } = await open(t);
  assert.match((await browser.get(path)).text, /registered, not heard yet/);
  await beat();
  await plane.assign(host.uid, { a: 1 }, ["spec.time", "spec.network"]);
  clock.advance(5000);
  const { text } = await browser.get(path);
  for (const shown of [
    ...["heard 5 s ago", "revision 1, the host has 0", "spec.time, spec.network"],
    ...["1 h 02 min", "Ready: False", "&lt;b&gt;chrony&lt;/b&gt; was edited", host.key.fingerprint],
  ]) {
    assert.ok(text.includes(shown), shown);
  }
  clock.advance(4 * 60_000);
  assert.match((await browser.get("/h")).text, /edge-1, Default, silent for 4:05/);
});

test("an operator deletes or revokes a host with a tick, and the log says who did", async (t) => {
  const { plane, host, browser, path, register } = await open(t);
  const other = await register("edge-2");
  await browser.get(path);
  assert.equal((await browser.post(path, { wish: "deleted" })).status, 400);
  assert.deepEqual(
    plane.hosts().map(({ status }) => status),
    ["ready", "ready"],
  );
  await browser.post(path, { wish: "deleted", sure: "yes" });
  await browser.post(`/h/${other.uid}`, { wish: "revoked", sure: "yes" });
  assert.equal((await browser.post("/h/nobody", { wish: "deleted", sure: "yes" })).status, 404);
  const token = (uid: string, each: typeof host) => each.ask("POST", "/token", { hostUid: uid });
  assert.deepEqual(
    [(await token(host.uid, host)).code, (await token(other.uid, other)).code],
    ["host-deleted", "key-revoked"],
  );
  const log = (await browser.get("/log")).text;
  assert.match(log, /anna: host deleted, edge-1/);
  assert.match(log, /anna: host revoked, edge-2/);
});
