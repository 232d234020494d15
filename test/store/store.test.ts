import assert from "node:assert/strict";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import type { Condition } from "../../src/engine/index.ts";
import { openStore } from "../../src/store/index.ts";
import { ACTOR, APPROVED, ENDED, STARTED, temporaryFolder, WHOLE_RUN } from "./journal-entries.ts";

const CLOCK = { nowMs: () => 1_700_000_000_000 };
const OPTIONS = { clock: CLOCK, bootId: "boot-1" };

test("every record of a run is there after closing, word for word", (t) => {
  const dir = temporaryFolder(t);
  const store = openStore(dir, OPTIONS);
  for (const entry of WHOLE_RUN) store.journal.append("run-1", entry);
  store.close();
  const again = openStore(dir, OPTIONS);
  t.after(() => again.close());
  assert.deepEqual(
    again.journal.records("run-1"),
    WHOLE_RUN.map((entry, index) => ({
      ...entry,
      seq: index + 1,
      runId: "run-1",
      atMs: CLOCK.nowMs(),
      bootId: "boot-1",
    })),
  );
  assert.deepEqual(again.problems(), []);
});

test("the folder and every file in it are for their owner alone", (t) => {
  const dir = join(temporaryFolder(t), "state", "bringup");
  const store = openStore(dir);
  store.journal.append("run-1", APPROVED);
  assert.equal(statSync(dir).mode & 0o777, 0o700);
  for (const name of readdirSync(dir)) {
    assert.equal(statSync(join(dir, name)).mode & 0o777, 0o600, name);
  }
  store.close();
});

test("only one run is open at a time, and nothing is written to any other", (t) => {
  const store = openStore(temporaryFolder(t), OPTIONS);
  t.after(() => store.close());
  const { journal } = store;
  assert.equal(journal.openRun(), undefined);
  assert.throws(() => journal.append("run-1", STARTED), { code: "RUN_NOT_ACTIVE" });
  journal.append("run-1", APPROVED);
  assert.equal(journal.openRun(), "run-1");
  assert.throws(() => journal.append("run-2", APPROVED), { code: "RUN_ACTIVE" });
  assert.throws(() => journal.append("run-2", STARTED), { code: "RUN_NOT_ACTIVE" });
  journal.append("run-1", ENDED);
  assert.throws(() => journal.append("run-1", STARTED), { code: "RUN_NOT_ACTIVE" });
  journal.append("run-2", APPROVED);
  assert.equal(journal.openRun(), "run-2");
  assert.deepEqual(journal.runs(), ["run-2", "run-1"]);
  assert.deepEqual(journal.runs(1), ["run-2"]);
  assert.deepEqual(store.access, { is: "read-write" });
});

test("the last 64 runs are kept", (t) => {
  const store = openStore(temporaryFolder(t));
  t.after(() => store.close());
  for (let run = 1; run <= 70; run++) {
    store.journal.append(`run-${run}`, APPROVED);
    store.journal.append(`run-${run}`, ENDED);
  }
  const runs = store.journal.runs(1000);
  assert.deepEqual([runs.length, runs[0], runs.at(-1)], [64, "run-70", "run-7"]);
  assert.deepEqual(store.journal.records("run-6"), []);
});

test("another process sees what was written, while it is being written", (t) => {
  const dir = temporaryFolder(t);
  const writer = openStore(dir, OPTIONS);
  const reader = openStore(dir, { mode: "read" });
  t.after(() => {
    reader.close();
    writer.close();
  });
  writer.journal.append("run-1", APPROVED);
  assert.equal(reader.journal.records("run-1").length, 1);
  writer.journal.append("run-1", STARTED);
  assert.equal(reader.journal.records("run-1").length, 2);
  assert.deepEqual(reader.access, { is: "read-only", why: "opened for reading" });
  assert.throws(() => reader.journal.append("run-1", ENDED), { code: "STORE_READ_ONLY" });
});

test("looking at a store that is not there creates nothing", (t) => {
  const dir = join(temporaryFolder(t), "none");
  const store = openStore(dir, { mode: "read" });
  assert.deepEqual(store.access, { is: "read-only", why: "there is none yet" });
  assert.deepEqual(
    [store.journal.runs(), store.audit.list(9), store.state.get("x")],
    [[], [], undefined],
  );
  store.close();
  assert.equal(existsSync(dir), false);
});

test("state, audit and history come back, newest first", (t) => {
  const dir = temporaryFolder(t);
  const store = openStore(dir);
  const condition: Condition = {
    type: "NodeReady",
    status: "False",
    reason: "KubeletStopped",
    message: "kubelet stopped posting",
    observedGeneration: 3,
    sinceMs: 5,
  };
  store.state.set("generation", 7);
  store.state.set("registration", { id: "edge-1", tags: ["a"] });
  store.state.set("gone", "x");
  store.state.set("gone", undefined);
  store.audit.append({ atMs: 1, actor: ACTOR, action: "plan-approved", subject: "aa11" });
  store.audit.append({
    atMs: 2,
    actor: ACTOR,
    action: "lease-taken",
    subject: "tty1",
    detail: "x",
  });
  store.history.append(condition);
  store.history.append({ ...condition, status: "True" });
  store.close();
  const again = openStore(dir, { mode: "read" });
  t.after(() => again.close());
  assert.equal(again.state.get("generation"), 7);
  assert.deepEqual(again.state.get("registration"), { id: "edge-1", tags: ["a"] });
  assert.equal(again.state.get("gone"), undefined);
  assert.deepEqual(again.audit.list(1), [
    { atMs: 2, actor: ACTOR, action: "lease-taken", subject: "tty1", detail: "x" },
  ]);
  assert.deepEqual(again.history.list(5), [{ ...condition, status: "True" }, condition]);
});

test("a store of a newer format that we may still write opens and works", (t) => {
  const dir = temporaryFolder(t);
  openStore(dir).close();
  change(dir, "UPDATE meta SET value = '9' WHERE key = 'version'");
  change(dir, "ALTER TABLE journal ADD COLUMN colour TEXT");
  const store = openStore(dir);
  assert.deepEqual(store.access, { is: "read-write" });
  store.journal.append("run-1", APPROVED);
  store.close();
  const db = new DatabaseSync(join(dir, "store.db"));
  assert.equal(db.prepare("SELECT value FROM meta WHERE key = 'version'").get()?.value, "9");
  db.close();
});

test("a store of the format before keeps what it has and learns to keep the activity", (t) => {
  const dir = temporaryFolder(t);
  const first = openStore(dir);
  first.journal.append("run-1", APPROVED);
  first.close();
  change(dir, "DROP TABLE activity");
  change(dir, "ALTER TABLE audit DROP COLUMN link");
  change(dir, "UPDATE meta SET value = '1' WHERE key = 'version'");
  const looked = openStore(dir, { mode: "read" });
  assert.deepEqual([looked.activity.list(5), looked.problems()], [[], []]);
  looked.close();
  const store = openStore(dir);
  t.after(() => store.close());
  const entry = { seq: 7, atMs: 1, level: "info", subject: "agent", message: "a" } as const;
  store.activity.append([entry]);
  assert.deepEqual(store.activity.list(5), [entry]);
  assert.equal(store.journal.openRun(), "run-1");
});

test("a store that needs a newer program opens read-only, says why, and is not changed", (t) => {
  const dir = temporaryFolder(t);
  const first = openStore(dir, OPTIONS);
  first.journal.append("run-1", APPROVED);
  first.close();
  change(dir, "UPDATE meta SET value = '9'");
  for (const mode of ["write", "read"] as const) {
    const store = openStore(dir, { ...OPTIONS, mode });
    const why = "written by a newer bringup (format 9, this one knows 3)";
    assert.deepEqual(store.access, { is: "read-only", why });
    assert.equal(store.journal.records("run-1").length, 1);
    assert.throws(() => store.journal.append("run-1", ENDED), {
      code: "STORE_READ_ONLY",
      message: `the store is read-only: ${why}`,
    });
    assert.throws(() => store.state.set("a", 1), { code: "STORE_READ_ONLY" });
    assert.throws(() => store.audit.append({ atMs: 1, actor: ACTOR, action: "a", subject: "b" }), {
      code: "STORE_READ_ONLY",
    });
    store.close();
  }
});

test("a record that does not read is left out and reported, the others are given", (t) => {
  const dir = temporaryFolder(t);
  const store = openStore(dir, OPTIONS);
  for (const entry of [APPROVED, STARTED, ENDED]) store.journal.append("run-1", entry);
  store.audit.append({ atMs: 1, actor: ACTOR, action: "a", subject: "b" });
  store.state.set("generation", 7);
  store.close();
  change(dir, 'UPDATE journal SET entry = \'{"type":"step-dreamt"}\' WHERE seq = 2');
  change(dir, "UPDATE audit SET entry = 'x'");
  change(dir, "UPDATE state SET value = '{'");
  const again = openStore(dir);
  t.after(() => again.close());
  assert.deepEqual(
    again.journal.records("run-1").map(({ seq, type }) => ({ seq, type })),
    [
      { seq: 1, type: "run-approved" },
      { seq: 3, type: "run-ended" },
    ],
  );
  assert.deepEqual(again.audit.list(5), []);
  assert.equal(again.state.get("generation"), undefined);
  assert.deepEqual(again.problems(), [
    "journal record 2 is damaged or of a newer version; it is left out",
    "audit entry 1 is damaged or of a newer version; it is left out",
    "state generation is damaged; it counts as absent",
  ]);
});

test("a state directory that cannot be made is said, with the reason", (t) => {
  const file = join(temporaryFolder(t), "file");
  writeFileSync(file, "");
  assert.throws(() => openStore(join(file, "state")), {
    code: "STORE_UNWRITABLE",
    message: /ENOTDIR/,
  });
});

function change(dir: string, sql: string): void {
  const db = new DatabaseSync(join(dir, "store.db"));
  db.exec(sql);
  db.close();
}
