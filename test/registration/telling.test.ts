import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../src/host/index.ts";
import { createEventSpool } from "../../src/registration/event-spool.ts";
import { eventually } from "../support/eventually.ts";
import { openBench, TOKEN } from "./bench.ts";
import { openFront } from "./front.ts";

test("the plane hears of the hardware once, and again when it changed", async (t) => {
  let device: object = { archType: "amd64", cpu: { cores: 4 } };
  const bench = await openBench(t, { host: { device: () => device } });
  await bench.registration().start({ method: "token", plane: bench.plane.url, token: TOKEN });
  const heard = () => bench.events.filter(({ is }) => is === "inventory-received").length;
  const beats = () => bench.events.filter(({ is }) => is === "heartbeat-received").length;
  const beat = async () => {
    const before = beats();
    await bench.until("the next report is due", ({ nextTryMs }) => nextTryMs !== undefined);
    bench.clock.advance(66_000);
    await eventually("another report", () => beats() > before);
    await bench.until("the next report is due", ({ nextTryMs }) => nextTryMs !== undefined);
  };
  await bench.untilState("active");
  await beat();
  assert.equal(heard(), 1);
  for (let round = 1; round <= 10; round++) await beat();
  assert.equal(heard(), 1);
  device = { archType: "amd64", cpu: { cores: 8 } };
  await beat();
  assert.equal(heard(), 2);
  assert.deepEqual(bench.plane.hosts()[0]?.device, device);
});

test("what happened while the plane was away is told later, each once, also after a restart", async (t) => {
  const front = await openFront(t);
  const bench = await openBench(t, { plane: { publicUrl: front.url } });
  front.target = bench.plane.url;
  bench.registration().record({ type: "run.ended", severity: "info", data: {} });
  await bench.registration().start({ method: "token", plane: front.url, token: TOKEN });
  await bench.until("a calm host", ({ state, nextTryMs }) => state === "active" && !!nextTryMs);
  front.sabotage = ({ path }) =>
    path.endsWith("/events") ? { is: "lose-answer" } : { is: "pass" };
  for (const count of [1, 2]) {
    bench.registration().record({ type: "run.ended", severity: "info", data: { count } });
  }
  bench.clock.advance(66_000);
  await eventually("they were sent", () => front.seen.some(({ path }) => path.endsWith("/events")));
  await bench.restart();
  front.sabotage = () => ({ is: "pass" });
  await bench.until("a pause", ({ nextTryMs }) => nextTryMs !== undefined);
  bench.clock.advance(66_000);
  await eventually("they were taken", () => {
    return bench.events.filter(({ is }) => is === "events-received").length === 2;
  });
  const bodies = front.seen.filter(({ path }) => path.endsWith("/events")).map(({ body }) => body);
  assert.equal(bodies.length, 2);
  assert.equal(bodies[0], bodies[1], "the same ids, so that the plane keeps each once");
  const { events } = JSON.parse(bodies[0] ?? "{}");
  const counts = events.map((event: { data: { count: number } }) => event.data.count);
  assert.deepEqual(counts, [1, 2], "and nothing from before a plane had taken this host on");
});

test("with no room left the least important is given up, and the plane is told how many", () => {
  const kept = new Map<string, unknown>();
  const memory = {
    get: (key: string) => kept.get(key),
    set: (key: string, value: unknown) => void kept.set(key, value),
  };
  const clock = createManualClock({ startMs: 0 });
  const spool = createEventSpool(memory, clock);
  spool.add({ type: "first", severity: "error", data: {} });
  for (let count = 0; count < 520; count++) spool.add({ type: "a.b", severity: "info", data: {} });
  const sent = spool.next();
  assert.equal(sent.length, 200);
  assert.equal(sent[0]?.type, "first", "an error outlives what is less");
  const ids = sent.map(({ id }) => id);
  assert.deepEqual(ids, ids.toSorted(), "they sort by age, with a clock that stands still");
  assert.ok(ids.every((id) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id)));
  spool.accepted(sent, ids.at(-1) ?? "");
  spool.accepted(spool.next(), "Z");
  const [last] = spool.next().slice(-1);
  assert.deepEqual([last?.type, last?.data], ["events.dropped", { count: 21 }]);
});
