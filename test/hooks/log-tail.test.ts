import assert from "node:assert/strict";
import { test } from "node:test";
import { advanceTail, emptyTail, fromStand, type LogTail, withPage } from "../../hooks/log-tail.ts";
import type { LogPage } from "../../src/logs/index.ts";

function pageOf(from: number, count: number, more: Partial<LogPage> = {}): LogPage {
  const rows = Array.from({ length: count }, (_, at) => ({
    seq: from + at,
    text: `line ${from + at} ${"x".repeat(50)}`,
  }));
  return { rows, missed: 0, cursor: String(from + count - 1), isAnew: false, ...more };
}

const opened = (count: number): LogTail =>
  advanceTail(withPage(emptyTail(0), pageOf(1, count, { isAnew: true })), 0, undefined);

const words = ({ shown }: LogTail) =>
  shown.map(({ row, lines }) => (row === undefined ? `+${lines}` : row.text.split(" x")[0]));

test("a fast line shows all that was given, and how many were not", () => {
  const tail = opened(3);
  const next = advanceTail(withPage(tail, pageOf(10, 2, { missed: 6 })), 1000, undefined);
  assert.deepEqual(words(next).slice(-4), ["line 3", "+6", "line 10", "line 11"]);
  assert.equal(advanceTail(withPage(next, pageOf(12, 0)), 2000, undefined), next);
});

test("a slow line shows what it can carry: how many, and the newest; nothing is lost to whoever looks back", () => {
  const pace = { bytesPerSecond: 40, width: 79 };
  let tail = opened(5);
  let sentBytes = 0;
  for (let second = 1; second <= 600; second += 1) {
    const before = tail;
    const page = pageOf(second * 100, 20, { missed: 980 });
    tail = advanceTail(withPage(tail, page), second * 1000, pace);
    const fresh = tail.shown.filter(({ at }) => at > before.upTo);
    if (tail !== before) sentBytes += fresh.length * 70;
  }
  assert.ok(sentBytes <= 600 * 48, String(sentBytes));
  assert.match(words(tail).at(-1) ?? "", /^line /);
  assert.match(words(tail).at(-2) ?? "", /^(\+\d+|line )/);
  assert.equal(tail.items.length, 2000);
});

test("on a slow line a quiet log is shown line by line", () => {
  const pace = { bytesPerSecond: 40, width: 79 };
  let tail = opened(2);
  for (let at = 3; at < 8; at += 1)
    tail = advanceTail(withPage(tail, pageOf(at, 1)), at * 4000, pace);
  assert.deepEqual(words(tail), [
    "line 1",
    "line 2",
    "line 3",
    "line 4",
    "line 5",
    "line 6",
    "line 7",
  ]);
});

const linesIn = (items: LogTail["items"]) => items.reduce((sum, { lines }) => sum + lines, 0);

test("a view that stands keeps what it shows, and counts all that came, however much", () => {
  let tail = opened(50);
  const stand = { items: tail.items, at: 50 };
  for (let times = 0; times < 100; times += 1)
    tail = withPage(tail, pageOf(100 + times * 1000, 200, { missed: 800 }));
  const { above, newLines } = fromStand(tail, stand);
  assert.deepEqual([above.length, newLines], [50, 100_000]);
});

test("what a slow line leaves out is counted exactly", () => {
  const pace = { bytesPerSecond: 40, width: 79 };
  let tail = opened(1);
  let given = 1;
  for (let second = 2; second < 60; second += 2) {
    const count = (second * 7) % 23;
    tail = withPage(tail, pageOf(given + 1, count, { missed: second }));
    given += count + second;
    tail = advanceTail(tail, second * 1000, pace);
  }
  tail = advanceTail(tail, 10_000_000, pace);
  assert.equal(linesIn(tail.shown), given - linesIn(tail.items.filter(({ at }) => at > tail.upTo)));
});

test("a log that is opened anew begins anew", () => {
  const tail = advanceTail(withPage(opened(5), pageOf(1, 2, { isAnew: true })), 0, undefined);
  assert.deepEqual(words(tail), ["line 1", "line 2"]);
  assert.equal(tail.items.length, 2);
});
