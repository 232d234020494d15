import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Admission,
  createAdmission,
  judgeAdmission,
  quietAdmission,
} from "../../src/plane/server/admission.ts";

const RULES = { perSecond: 200 };

/** Asks once at each moment, in their order; answers with the verdicts. */
function askAt(moments: readonly number[], rules = RULES): readonly Admission[] {
  let state = quietAdmission(rules, 0);
  return moments.map((nowMs) => {
    const [next, verdict] = judgeAdmission(state, rules, nowMs);
    state = next;
    return verdict;
  });
}

test("a crowd at one moment is spread over as many seconds as the plane needs for it", () => {
  const verdicts = askAt(Array.from({ length: 20_000 }, () => 0));
  const waits = verdicts.flatMap((each) => (each.is === "later" ? [each.retryAfterSec] : []));
  assert.equal(verdicts.length - waits.length, 200);
  assert.deepEqual([waits[0], waits.at(-1)], [1, 99]);
  for (let second = 1; second <= 99; second++) {
    assert.equal(waits.filter((wait) => wait === second).length, 200, `in second ${second}`);
  }
});

test("everybody of that crowd is admitted within two minutes when they come back as told", () => {
  const rules = RULES;
  let state = quietAdmission(rules, 0);
  let waiting = Array.from({ length: 20_000 }, () => 0);
  let lastMs = 0;
  let asked = 0;
  while (waiting.length > 0) {
    const order = waiting.toSorted((a, b) => a - b);
    waiting = [];
    for (const nowMs of order) {
      asked += 1;
      const [next, verdict] = judgeAdmission(state, rules, nowMs);
      state = next;
      if (verdict.is === "later") waiting.push(nowMs + verdict.retryAfterSec * 1000);
      else lastMs = Math.max(lastMs, nowMs);
    }
  }
  assert.ok(lastMs <= 120_000, `${lastMs} ms`);
  assert.ok(asked <= 50_000, `${asked} requests`);
});

test("a steady stream at the rate is never refused, and one above it gets the rate", () => {
  const steady = askAt(Array.from({ length: 2000 }, (_, at) => at * 5));
  assert.equal(steady.filter(({ is }) => is === "later").length, 0);
  const double = askAt(Array.from({ length: 8000 }, (_, at) => at * 2.5));
  const admitted = double.filter(({ is }) => is === "admitted").length;
  // Twenty seconds at 200 a second, and the burst of the beginning.
  assert.equal(admitted, 4199);
});

test("nobody is sent away for more than an hour, and a clock that stands still admits the burst", () => {
  const slow = askAt(
    Array.from({ length: 10_000 }, () => 0),
    { perSecond: 1 },
  );
  const longest = slow.at(-1);
  assert.deepEqual(longest, { is: "later", retryAfterSec: 3600 });
  const admit = createAdmission({ perSecond: 0.5 }, { monotonicMs: () => 7 });
  assert.deepEqual([admit(), admit()], [{ is: "admitted" }, { is: "later", retryAfterSec: 2 }]);
});
