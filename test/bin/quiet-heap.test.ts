import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { collectWhenQuiet } from "../../bin/quiet-heap.ts";
import { eventually } from "../support/eventually.ts";

const TIMES = { everyMs: 20, quietMs: 100 };
const MIB = 1024 * 1024;

/** What nobody needs any more, of a size that shows. */
function litter(): number {
  const kept = Array.from({ length: 400_000 }, (_, at) => ({ at, text: `entry ${at}` }));
  const used = process.memoryUsage().heapUsed;
  assert.equal(kept.length, 400_000);
  return used;
}

/** What tests before this one left would else go in between, and hide what is looked for. */
function startClean(): void {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  setFlagsFromString("--no-expose-gc");
}

test("what a console leaves behind is cleaned up while nobody types", async (t) => {
  startClean();
  const heap = collectWhenQuiet(TIMES);
  t.after(heap.stop);
  const full = litter();
  await eventually("the heap to be small again", () => {
    return process.memoryUsage().heapUsed < full - 10 * MIB;
  });
});

test("nobody who types waits for that", async (t) => {
  let collections = 0;
  const collect = () => {
    collections += 1;
  };
  const heap = collectWhenQuiet({ ...TIMES, collect });
  t.after(heap.stop);
  const kept = Array.from({ length: 100_000 }, (_, at) => ({ at }));
  for (let key = 0; key < 20; key++) {
    heap.onKey();
    await setTimeout(10);
  }
  assert.equal(collections, 0);
  await eventually("it to be done afterwards", () => collections > 0 && kept.length > 0);
});
