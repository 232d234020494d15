import assert from "node:assert/strict";
import { test } from "node:test";
import { createBoard } from "../../src/agent/board.ts";
import { lookAgainWhenLate } from "../../src/agent/late-looks.ts";
import { known, unknown } from "../../src/engine/index.ts";
import { createManualClock } from "../../src/host/index.ts";
import type { Inventory } from "../../src/inventory/index.ts";
import { observeInventory } from "../../src/inventory/index.ts";
import { eventually } from "../support/eventually.ts";
import { emptySnapshot } from "../support/fake-hub.ts";
import { loadMachine, MACHINE_NAMES } from "../support/machines.ts";

const LATE = unknown("no answer within 5000 ms");
const LATE_IP = unknown("ip: no answer within 3 s");

async function found(): Promise<Inventory> {
  const { host } = loadMachine(MACHINE_NAMES[0] ?? "");
  return observeInventory(host, { signal: new AbortController().signal });
}

test("what did not answer in time is asked again, ever more seldom, and judged when it has answered", async () => {
  const machine = await found();
  const clock = createManualClock();
  const board = createBoard(emptySnapshot(), clock.nowMs);
  const askedMs: number[] = [];
  const judgedMs: number[] = [];
  const stop = new AbortController();
  const looking = lookAgainWhenLate(
    {
      ...{ board, clock },
      async look() {
        askedMs.push(clock.monotonicMs());
        if (askedMs.length === 2) board.set("inventory", { ...machine, nics: LATE_IP });
        if (askedMs.length === 4) board.set("inventory", machine);
      },
      judge: async () => void judgedMs.push(clock.monotonicMs()),
    },
    stop.signal,
  );
  board.set("inventory", { ...machine, disks: LATE, nics: LATE_IP });
  await eventually("all has answered", () => judgedMs.length === 2);
  assert.deepEqual(askedMs, [5000, 15_000, 35_000, 75_000]);
  assert.deepEqual(judgedMs, [15_000, 75_000]);
  assert.deepEqual(
    board.snapshot().activity.map(({ message }) => message),
    ["no answer in time from disks, nics: asked again by itself"],
  );
  board.set("links", LATE);
  await eventually("links are asked again too", () => askedMs.length > 4);
  board.set("links", known([]));
  stop.abort();
  await looking.catch(() => undefined);
});

test("what is missing for another reason is not asked again", async () => {
  const machine = await found();
  const board = createBoard(emptySnapshot(), () => 0);
  const stop = new AbortController();
  const fail = async () => assert.fail("nobody has to look again");
  const looking = lookAgainWhenLate(
    { ...{ board, clock: createManualClock() }, look: fail, judge: fail },
    stop.signal,
  );
  board.set("inventory", { ...machine, disks: unknown("lsblk is not installed") });
  await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  await looking;
});
