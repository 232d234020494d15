import assert from "node:assert/strict";
import { test } from "node:test";
import { watchIdle } from "../../src/session/index.ts";
import { createTestClock } from "../support/session.ts";

const LIMIT_MS = 300_000;

function watched() {
  const clock = createTestClock();
  let idle = 0;
  const watch = watchIdle(clock, { limitMs: LIMIT_MS, onIdle: () => (idle += 1) });
  return { clock, watch, idle: () => idle };
}

test("a console nobody touches is idle once, after the limit", () => {
  const { clock, idle } = watched();
  clock.advance(LIMIT_MS - 1);
  assert.equal(idle(), 0);
  clock.advance(1);
  clock.advance(LIMIT_MS * 3);
  assert.equal(idle(), 1);
});

test("each key starts the time anew, and after an idle time as well", () => {
  const { clock, watch, idle } = watched();
  for (let presses = 0; presses < 5; presses++) {
    clock.advance(LIMIT_MS - 1);
    watch.touched();
  }
  assert.equal(idle(), 0);
  clock.advance(LIMIT_MS);
  assert.equal(idle(), 1);
  watch.touched();
  clock.advance(LIMIT_MS);
  assert.equal(idle(), 2);
});

test("after it is stopped nothing comes", () => {
  const { clock, watch, idle } = watched();
  watch.stop();
  clock.advance(LIMIT_MS * 2);
  assert.equal(idle(), 0);
});
