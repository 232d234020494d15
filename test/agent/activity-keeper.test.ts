import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { allActivity, createActivityKeeper } from "../../src/agent/activity-keeper.ts";
import { createBoard } from "../../src/agent/board.ts";
import { BringupError } from "../../src/errors/index.ts";
import { openStore } from "../../src/store/index.ts";
import { createManualClock } from "../../src/testing/index.ts";
import { emptySnapshot } from "../support/fake-hub.ts";
import { openTestRehearsal } from "../support/rehearsal.ts";
import { removeTree } from "../support/remove-tree.ts";

function folder(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), "bringup-activity-"));
  t.after(() => removeTree(dir));
  return dir;
}

/** An agent's board over the store in `dir`, as after each start. */
function start(dir: string, mode: "read" | "write" = "write") {
  const clock = createManualClock();
  const store = openStore(dir, { mode });
  const keeper = createActivityKeeper(store.activity, clock);
  const activity = store.activity.list(200);
  const board = createBoard({ ...emptySnapshot(), activity }, clock.nowMs, keeper.keep);
  const note = (message: string) => board.note("info", "agent", message);
  const all = () => allActivity(board, store.activity).map(({ seq, message }) => [seq, message]);
  return { clock, store, keeper, board, note, all };
}

test("what happened is there after the next start, and counted on; secrets in it are masked on the disk", async (t) => {
  const dir = folder(t);
  const first = start(dir);
  first.note("one");
  first.note("went to https://anna:planted-7431@proxy.example");
  await first.clock.advance(1000);
  // Killed: nothing is flushed any more.
  first.store.close();
  const second = start(dir);
  t.after(() => second.store.close());
  second.note("three");
  assert.deepEqual(second.all(), [
    [3, "three"],
    [2, "went to https://********@proxy.example"],
    [1, "one"],
  ]);
  for (const name of readdirSync(dir))
    assert.ok(!readFileSync(join(dir, name), "latin1").includes("planted-7431"), name);
});

test("an agent that stops writes what still waits", (t) => {
  const dir = folder(t);
  const first = start(dir);
  first.note("last words");
  first.keeper.flush();
  first.store.close();
  const second = start(dir, "read");
  t.after(() => second.store.close());
  assert.deepEqual(second.all(), [[1, "last words"]]);
});

test("the newest thousand are kept, and the newest two hundred are on the board", (t) => {
  const dir = folder(t);
  const first = start(dir);
  for (let count = 1; count <= 1300; count++) {
    first.note(`entry ${count}`);
    if (count % 500 === 0) first.keeper.flush();
  }
  first.keeper.flush();
  assert.equal(first.all().length, 1000);
  first.store.close();
  const second = start(dir);
  t.after(() => second.store.close());
  assert.equal(second.board.snapshot().activity.length, 200);
  assert.deepEqual([second.all().length, second.all().at(-1)], [1000, [301, "entry 301"]]);
});

test("a store that takes nothing stops nobody: the activity is in memory, and written once it can be", async () => {
  const clock = createManualClock();
  const written: number[] = [];
  let isFull = true;
  const ring = {
    append(entries: readonly { readonly seq: number }[]) {
      if (isFull) throw new BringupError("DISK_FULL", "the disk of the store is full");
      written.push(...entries.map(({ seq }) => seq));
    },
  };
  const keeper = createActivityKeeper(ring, clock);
  const board = createBoard(emptySnapshot(), clock.nowMs, keeper.keep);
  board.note("info", "agent", "one");
  await clock.advance(1000);
  assert.equal(board.snapshot().activity.length, 1);
  isFull = false;
  board.note("info", "agent", "two");
  await clock.advance(1000);
  assert.deepEqual(written, [1, 2]);
});

test("a store that is only read keeps nothing, and shows what there is", (t) => {
  const dir = folder(t);
  const first = start(dir);
  first.note("one");
  first.keeper.flush();
  first.store.close();
  const looking = start(dir, "read");
  looking.note("two");
  looking.keeper.flush();
  assert.deepEqual(looking.all(), [
    [2, "two"],
    [1, "one"],
  ]);
  looking.store.close();
  const again = start(dir, "read");
  t.after(() => again.store.close());
  assert.deepEqual(again.all(), [[1, "one"]]);
});

test("the log of a whole agent goes on where the one before ended", async (t) => {
  const first = await openTestRehearsal(t);
  const before = first.client.snapshot().activity[0];
  await first.stop();
  const second = await openTestRehearsal(t, first.stateDir);
  const answer = await second.client.send({ do: "activity" });
  if (answer.is !== "activity") assert.fail(JSON.stringify(answer));
  const seqs = answer.entries.map(({ seq }) => seq);
  assert.ok(before);
  assert.deepEqual(
    answer.entries.find(({ seq }) => seq === before.seq),
    before,
  );
  assert.deepEqual(
    seqs,
    seqs.map((_, at) => seqs.length - at),
    "each once, newest first, counted on",
  );
  assert.ok(seqs.length > before.seq);
});
