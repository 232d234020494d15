import assert from "node:assert/strict";
import { test } from "node:test";
import { watchIdle } from "../../src/session/index.ts";
import { createTestClock } from "../support/session.ts";

const LIMIT_MS = 300_000;

function watched() {
  const clock = createTestClock();
  let idle = 0;
  let isNeeded = true;
  const watch = watchIdle(clock, {
    limitMs: LIMIT_MS,
    isNeeded: () => isNeeded,
    onIdle: () => (idle += 1),
  });
  watch.touched();
  const needless = () => {
    isNeeded = false;
  };
  return { clock, watch, idle: () => idle, needless };
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

test("where there is nothing to give back nothing is waited for", () => {
  const { clock, watch, idle, needless } = watched();
  needless();
  clock.advance(LIMIT_MS);
  watch.touched();
  clock.advance(LIMIT_MS * 2);
  assert.equal(idle(), 0);
});
