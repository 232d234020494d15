import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { LogLine } from "../../src/engine/index.ts";
import { parseFilter, priorityMark, priorityOf, readRing, rowOf } from "../../src/logs/index.ts";
import { createLogRing } from "../../src/logs/ring.ts";
import { anyCharacter } from "../support/any-text.ts";

function ringOf(...texts: readonly (string | LogLine)[]) {
  const ring = createLogRing();
  ring.add(texts.map((text) => (typeof text === "string" ? { text } : text)));
  return ring;
}

const numbers = (count: number, from = 1) =>
  Array.from({ length: count }, (_, at) => ({ text: `line ${from + at}` }));

test("the last lines are given, then those that came since, and what was too much is counted", () => {
  const ring = ringOf();
  ring.add(numbers(5));
  const first = readRing(ring, { max: 3 });
  assert.deepEqual(first, {
    rows: [3, 4, 5].map((seq) => ({ seq, text: `line ${seq}` })),
    missed: 0,
    newest: 5,
  });
  assert.deepEqual(readRing(ring, { after: 5, max: 3 }), { rows: [], missed: 0, newest: 5 });
  ring.add(numbers(10, 6));
  const next = readRing(ring, { after: 5, max: 2 });
  assert.deepEqual([next.rows.map(({ seq }) => seq), next.missed, next.newest], [[14, 15], 8, 15]);
});

test("of a flood the last 2000 lines are kept, and all that were lost are counted", () => {
  const ring = ringOf("first");
  for (let times = 0; times < 50; times += 1) ring.add(numbers(1000));
  assert.deepEqual([ring.oldest, ring.newest], [48_002, 50_001]);
  const read = readRing(ring, { after: 1, max: 10 });
  assert.deepEqual([read.rows.length, read.missed + read.rows.length], [10, 50_000]);
});

test("long lines keep to a megabyte together, and one answer to a quarter of that", () => {
  const ring = createLogRing();
  for (let times = 0; times < 3000; times += 1) ring.add([{ text: "x".repeat(8192) }]);
  const kept = ring.newest - ring.oldest + 1;
  assert.ok(kept > 100 && kept * 8192 <= 1024 ** 2, String(kept));
  const { rows, missed } = readRing(ring, { after: ring.newest - 60, max: 1000 });
  assert.ok(JSON.stringify(rows).length <= 256 * 1024 + 16 * 1024);
  assert.equal(rows.length + missed, 60);
});

test("a filter and a priority choose, and only what they chose is counted", () => {
  const ring = createLogRing();
  for (let seq = 1; seq <= 100; seq += 1)
    ring.add([{ text: seq % 10 === 0 ? `bad ${seq}` : `good ${seq}`, priority: seq % 4 }]);
  const filter = parseFilter("/^ bad/");
  assert.ok(filter.is === "filter");
  const read = readRing(ring, { after: 0, max: 3, matches: filter.matches });
  assert.deepEqual(
    read.rows.map(({ text }) => text),
    ["bad 80", "bad 90", "bad 100"],
  );
  assert.equal(read.missed, 7);
  assert.equal(readRing(ring, { after: 0, max: 5, priority: 0 }).missed, 20);
});

test("a message of several lines is as many rows, and a private key in it is none", () => {
  const key = [
    "-----BEGIN RSA PRIVATE KEY-----",
    "MIIEpAIBAAKCAQEA",
    "-----END RSA PRIVATE KEY-----",
  ];
  const ring = ringOf(
    { text: `a\n\tat b\n`, atMs: 1 },
    ...key,
    "after",
    { text: key.join("\n") },
    "z",
  );
  const rows = readRing(ring, { max: 99 }).rows;
  assert.deepEqual(rows.slice(0, 2), [
    { seq: 1, atMs: 1, text: "a" },
    { seq: 2, atMs: 1, text: " at b" },
  ]);
  const texts = rows.map(({ text }) => text);
  assert.doesNotMatch(texts.join("\n"), /MIIE/);
  assert.deepEqual([texts[5], texts.at(-1)], ["after", "z"]);
});

test("whatever is written, a row is one line without control characters and without secrets", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      const row = rowOf(1, { text, identifier: text }, []);
      assert.doesNotMatch(row.text + (row.from ?? ""), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
  const line = { text: "login token=hunter2hunter at \u001b]0;x\u0007s3cretvalue", cutBytes: 2048 };
  const { text } = rowOf(1, { ...line, identifier: "a\u001b[2J", pid: 7 }, ["s3cretvalue"]);
  assert.doesNotMatch(text, /hunter2|s3cret/);
  assert.match(text, / \[2 kB cut\]$/);
});

test("priorities are known by name and number, and marked by a word", () => {
  assert.deepEqual(["error", "3", "WARN", "debug", "9", "x"].map(priorityOf), [
    3,
    3,
    4,
    7,
    undefined,
    undefined,
  ]);
  assert.deepEqual([0, 3, 4, 6, undefined].map(priorityMark), [
    "EMRG",
    "ERR ",
    "WARN",
    "    ",
    "    ",
  ]);
});
