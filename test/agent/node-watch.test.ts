import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createBoard } from "../../src/agent/board.ts";
import { createNodeDesk, type HasAccess } from "../../src/agent/node-watch.ts";
import { ABSENT, known, systemClock, unknown } from "../../src/engine/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { eventually } from "../support/eventually.ts";
import { emptySnapshot } from "../support/fake-hub.ts";
import { createNodesModel } from "../support/nodes-model.ts";
import { startNodesServer } from "../support/nodes-server.ts";

const SEEN = {
  ...{ distribution: "k3s", atMs: 0, installed: ABSENT, unit: ABSENT, api: ABSENT, nodes: ABSENT },
  ...{ pods: ABSENT, certificateEndsMs: ABSENT },
};

/** A desk on a made-up cluster of three nodes behind real TLS; the first of them is this host. */
async function openDesk(t: TestContext) {
  const model = createNodesModel();
  for (const name of ["a", "b", "c"]) model.put(name);
  const server = await startNodesServer(model);
  const world = {
    isWatched: true,
    lateByMs: 0,
    changes: 0,
    driver: undefined as HasAccess | undefined,
  };
  const driver: HasAccess = {
    observeAccess: async () => known({ kube: server.access, nodeName: "a" }),
  };
  world.driver = driver;
  const clock = { ...systemClock, nowMs: () => systemClock.nowMs() + world.lateByMs };
  const board = createBoard({ ...emptySnapshot(), cluster: SEEN }, clock.nowMs);
  const desk = createNodeDesk({
    ...{ board, clock },
    host: { ...createMachineHost(), clock },
    driver: () => world.driver,
    isWatched: () => world.isWatched,
    changed: () => {
      world.changes += 1;
    },
  });
  const stop = new AbortController();
  const watching = desk.watch(stop.signal);
  t.after(async () => {
    stop.abort();
    await watching;
    await server.close();
  });
  const rows = () => {
    const nodes = board.snapshot().cluster?.nodes;
    return nodes?.is === "known" ? nodes.value : [];
  };
  const told = () =>
    rows().map(({ name, ready, isThisHost }) => `${name} ${ready}${isThisHost ? " here" : ""}`);
  return { model, server, world, desk, rows, told };
}

test("a change of a node reaches the board by itself, and the others stay the values they were", async (t) => {
  const { model, told, rows, world } = await openDesk(t);
  await eventually("three nodes", () => `${told()}` === "a True here,b True,c True");
  const [before, changes] = [rows(), world.changes];
  model.put("b", { isReady: false, hasMemory: false, isCordoned: true });
  await eventually("one is not ready", () => `${told()}` === "a True here,b False,c True");
  assert.equal(rows()[0], before[0]);
  assert.equal(rows()[2], before[2]);
  const { troubles, isCordoned, sinceMs } = rows()[1] ?? {};
  assert.deepEqual(
    [troubles, isCordoned, sinceMs],
    [["MemoryPressure"], true, Date.UTC(2026, 0, 1)],
  );
  assert.ok(world.changes > changes, "whoever judges is told");
});

test("nodes are watched only while somebody looks, and of the cluster that is there", async (t) => {
  const { server, world, desk, told } = await openDesk(t);
  await eventually("three nodes", () => told().length === 3);
  world.isWatched = false;
  await eventually(
    "the watch is closed",
    () => server.open.size === 0 && desk.nodes() === undefined,
  );
  world.isWatched = true;
  await eventually("it is open again", () => server.open.size === 1);
  world.driver = undefined;
  await eventually("there is nothing to watch", () => server.open.size === 0);
  world.driver = { observeAccess: async () => ABSENT };
  const none = await eventually("no way to it", () => desk.nodes());
  assert.deepEqual(none, unknown("there is no kubeconfig yet"));
});

test("what was heard is not told for long when nobody answers any more", async (t) => {
  const { server, world, desk, told } = await openDesk(t);
  await eventually("three nodes", () => told().length === 3);
  const silent = unknown("no answer");
  assert.equal(desk.nodes(silent)?.is, "known", "just heard");
  world.lateByMs = 6000;
  assert.deepEqual(desk.nodes(silent), silent, "a quiet watch proves nothing");
  assert.equal(desk.nodes()?.is, "known", "the API answers, and nothing happens");
  world.lateByMs = 0;
  server.fault = () => ({ status: 503, body: { message: "not ready" } });
  server.drop();
  const cut = () => desk.nodes();
  const asked = server.asked.length;
  await eventually("cut off, and tried again", () => server.asked.length > asked);
  assert.equal(cut()?.is, "known", "most cuts are over in a moment");
  world.lateByMs = 6000;
  const told2 = await eventually("it is not told any more", () => {
    const now = cut();
    return now?.is === "unknown" ? now : undefined;
  });
  assert.match(told2.why, /closed by the other side|not ready/);
  server.fault = () => undefined;
  await eventually("it is back", () => cut()?.is === "known");
});
