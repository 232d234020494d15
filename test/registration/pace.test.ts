import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../src/host/index.ts";
import { createPace, nextReportMs } from "../../src/registration/pace.ts";

test("pauses double from 15 s to 5 min, spread over their whole length, never below a second", () => {
  const longest = createPace(createManualClock(), () => 1);
  assert.deepEqual(
    Array.from({ length: 7 }, () => longest.afterFailure()),
    [15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000],
  );
  assert.equal(createPace(createManualClock(), () => 0).afterFailure(), 1000);
});

test("a success that did not hold a minute does not bring back the short pauses", () => {
  const clock = createManualClock();
  const pace = createPace(clock, () => 1);
  const pauses = [0, 59_000, 60_000].map((heldMs) => {
    pace.succeeded();
    clock.advance(heldMs);
    return pace.afterFailure();
  });
  assert.deepEqual(pauses, [15_000, 30_000, 15_000]);
});

test("a plane's own wish is honoured, and up to a quarter longer", () => {
  for (const [random, expected] of [
    [0, 40_000],
    [1, 50_000],
  ] as const) {
    assert.equal(createPace(createManualClock(), () => random).asAsked(40_000), expected);
  }
});

test("reports come a tenth sooner or later than the plane asked for: every 54 to 66 s for a minute", () => {
  const pauses = [0, 0.5, 1].map((random) => Math.round(nextReportMs(60_000, () => random)));
  assert.deepEqual(pauses, [54_000, 60_000, 66_000]);
});
