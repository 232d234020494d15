import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { openStore } from "../../src/store/index.ts";
import { temporaryFolder } from "./journal-entries.ts";
import { startChild } from "./start-child.ts";

const KILLS = 6;

test("after kill -9 at any moment, every record that was said to be written is there", async (t) => {
  const dir = temporaryFolder(t);
  for (let kill = 0; kill < KILLS; kill++) {
    const child = startChild(t, "append-loop", [dir, `kill${kill}`]);
    await child.printed(`kill${kill}-0 run-approved`);
    // Not a wait for something: the moment of the cut is what varies.
    await setTimeout(Math.random() * 40);
    await child.kill();
    const said = child
      .output()
      .split("\n")
      .slice(0, -1)
      .map((line) => line.split(" "));
    const store = openStore(dir, { mode: kill % 2 === 0 ? "read" : "write" });
    assert.equal(store.notice, undefined);
    const found = new Map(
      store.journal
        .runs(1000)
        .flatMap((runId) => store.journal.records(runId))
        .map((record) => [record.seq, `${record.runId} ${record.type}`]),
    );
    const kept = new Set(store.journal.runs(1000));
    assert.ok(said.length > 0);
    for (const [seq, runId = "", type] of said) {
      // The oldest runs are pruned while the child goes on.
      if (kept.has(runId)) assert.equal(found.get(Number(seq)), `${runId} ${type}`);
    }
    assert.ok(kept.has(said.at(-1)?.[1] ?? ""));
    assert.ok(kept.size <= 64 + 1, "old runs go when one ends: 64, and one that has not ended");
    assert.deepEqual(store.problems(), []);
    store.close();
  }
  assert.deepEqual(
    readdirSync(dir).filter((name) => name.includes("corrupt")),
    [],
  );
});

test("two processes that open a damaged store together set it aside once", async (t) => {
  const dir = temporaryFolder(t);
  openStore(dir).close();
  writeFileSync(`${dir}/store.db`, "noise ".repeat(2000));
  const children = ["a", "b"].map((name) => startChild(t, "open-once", [dir, name]));
  assert.deepEqual(await Promise.all(children.map(({ ended }) => ended)), [0, 0]);
  const notices = children.map((child) => child.output().trim()).sort();
  assert.equal(notices[0], "fine");
  assert.match(notices[1] ?? "", /^set aside/);
  const aside = readdirSync(dir).filter((name) => name.includes("corrupt"));
  assert.equal(aside.length, 1);
});
