import assert from "node:assert/strict";
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { openStore } from "../../src/store/index.ts";
import { cases } from "../support/every-cut.ts";
import { ACTOR, APPROVED, ENDED, STARTED, temporaryFolder } from "./journal-entries.ts";

/** A folder with a closed store of a few dozen pages. */
function filledStore(t: TestContext): string {
  const dir = temporaryFolder(t);
  const store = openStore(dir);
  for (let run = 0; run < 12; run++) {
    for (const entry of [APPROVED, STARTED, ENDED]) store.journal.append(`run-${run}`, entry);
    store.audit.append({
      atMs: run,
      actor: ACTOR,
      action: "plan-approved",
      subject: "x".repeat(900),
    });
    store.state.set(`key-${run}`, "y".repeat(500));
  }
  store.close();
  return dir;
}

function setAsideIn(dir: string): readonly string[] {
  return readdirSync(dir).filter((name) => name.includes(".corrupt-"));
}

/** Opens, and proves that the store can be used. */
function usable(dir: string): { readonly notice: string | undefined; readonly runs: number } {
  const store = openStore(dir);
  assert.deepEqual(store.access, { is: "read-write" });
  const runs = store.journal.runs().length;
  const open = store.journal.openRun();
  if (open !== undefined) store.journal.append(open, ENDED);
  store.journal.append("after", APPROVED);
  assert.equal(store.journal.openRun(), "after");
  store.journal.append("after", ENDED);
  store.state.set("after", true);
  store.close();
  return { notice: store.notice, runs };
}

test("a file of noise is set aside under a name with the time, and said", (t) => {
  const dir = filledStore(t);
  const noise = Buffer.alloc(9000, "noise ");
  writeFileSync(join(dir, "store.db"), noise);
  const store = openStore(dir, { clock: { nowMs: () => Date.UTC(2026, 4, 1, 3, 4, 5) } });
  t.after(() => store.close());
  assert.deepEqual(setAsideIn(dir), ["store.db.corrupt-2026-05-01T03-04-05-000Z"]);
  assert.equal(
    store.notice,
    "The store was damaged (it is not a database) and set aside as store.db.corrupt-2026-05-01T03-04-05-000Z. Its history is not shown; every step is checked before anything is done.",
  );
  assert.deepEqual(readFileSync(join(dir, setAsideIn(dir)[0] ?? "")), noise);
  assert.deepEqual(store.access, { is: "read-write" });
  assert.deepEqual(store.journal.runs(), []);
});

test("a console that finds the store damaged leaves it alone and says so", (t) => {
  const dir = filledStore(t);
  writeFileSync(join(dir, "store.db"), "noise");
  const store = openStore(dir, { mode: "read" });
  assert.deepEqual(store.access, { is: "read-only", why: "it is damaged (it is not a database)" });
  assert.equal(store.notice, "The store is damaged; the agent sets it aside when it starts next.");
  assert.deepEqual(store.journal.runs(), []);
  store.close();
  assert.deepEqual(setAsideIn(dir), []);
});

test("cut off at any page, or inside one, the store opens fresh and says so", (t) => {
  const dir = filledStore(t);
  const path = join(dir, "store.db");
  const whole = join(dir, "whole");
  copyFileSync(path, whole);
  const pages = statSync(path).size / 4096;
  assert.ok(pages >= 10, `only ${pages} pages`);
  for (let page = 0; page < pages; page++) {
    for (const bytes of [page * 4096, page * 4096 + 100]) {
      copyFileSync(whole, path);
      truncateSync(path, bytes);
      const { notice, runs } = usable(dir);
      assert.match(notice ?? "", /^The store was damaged/, `cut at ${bytes}`);
      assert.equal(runs, 0);
    }
  }
  assert.equal(setAsideIn(dir).length, 3, "old damaged files do not pile up");
});

test("wherever bytes are spoiled, the store opens and can be used", (t) => {
  const dir = filledStore(t);
  const path = join(dir, "store.db");
  const whole = readFileSync(path);
  const spot = fc.record({
    at: fc.nat(whole.length - 1),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 200 }),
  });
  fc.assert(
    fc.property(spot, ({ at, bytes }) => {
      const spoiled = Buffer.from(whole);
      spoiled.set(bytes.subarray(0, whole.length - at), at);
      writeFileSync(path, spoiled);
      usable(dir);
    }),
    { numRuns: cases(60) },
  );
});

test("tables that went missing count as damage", (t) => {
  for (const table of ["journal", "meta", "state"]) {
    const dir = filledStore(t);
    const db = new DatabaseSync(join(dir, "store.db"));
    db.exec(`DROP TABLE ${table}`);
    db.close();
    assert.match(usable(dir).notice ?? "", /^The store was damaged/, table);
  }
});

test("a spoiled lock file does not keep the store from opening", (t) => {
  const dir = filledStore(t);
  writeFileSync(join(dir, "lock.db"), "noise ".repeat(1000));
  assert.deepEqual(usable(dir), { notice: undefined, runs: 12 });
  assert.ok(existsSync(join(dir, "lock.db")));
});
