import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";

const BATCH = join(import.meta.dirname, "run-batch.ts");
const GOOD = `
  suite("counted", () => {
    let count = 0;
    beforeEach(() => { count += 1; });
    test("one", () => assert.equal(count, 1));
    test("two", () => assert.equal(count, 2));
  });
  test("leaves something open", () => { setInterval(() => {}, 1000); });
  after(() => console.log("cleaned up"));`;
const BAD = `test("wrong", () => assert.equal(1, 2));`;
const UNREADABLE = `throw new Error("not even a test");`;
const UNCAUGHT = `test("seems good", () => new Promise((resolve) => {
  setTimeout(() => { resolve(); throw new Error("nobody caught this"); }, 1);
}));`;
const REJECTED = `test("seems good", () => { Promise.reject(new Error("nor this")); });`;

/** What `npm test` believes when it says that all is well. */
test("a batch of tests is good when every test is, whatever was left open, and never else", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "bringup-batch-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const judged = async (...texts: readonly string[]) => {
    const files = texts.map((_, index) => join(folder, `${index}.mjs`));
    for (const [index, text] of texts.entries())
      await writeFile(
        files[index] ?? "",
        `import assert from "node:assert"; import { after, beforeEach, suite, test } from "node:test";${text}`,
      );
    const { NODE_OPTIONS: _, ...env } = process.env;
    const run = spawnSync(process.execPath, [BATCH, ...files], { encoding: "utf8", env });
    const text = stripVTControlCharacters(run.stdout + run.stderr);
    const [, passed, failed] = /ℹ pass (\d+)\nℹ fail (\d+)/.exec(text) ?? [];
    return { code: run.status, passed, failed, text };
  };
  const { text: good, ...wellEnded } = await judged(GOOD);
  assert.deepEqual(wellEnded, { code: 0, passed: "3", failed: "0" }, good);
  assert.match(good, /cleaned up/);
  const { text: bad, ...badlyEnded } = await judged(BAD, UNREADABLE, GOOD);
  assert.deepEqual(badlyEnded, { code: 1, passed: "3", failed: "2" }, bad);
  assert.match(bad, /failing tests:[\s\S]*1 == 2[\s\S]*not even a test/);
  const late = await judged(UNCAUGHT, REJECTED);
  assert.equal(late.code, 1, late.text);
  assert.match(late.text, /nobody caught this[\s\S]*nor this/);
});
