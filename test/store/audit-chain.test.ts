import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { openStore } from "../../src/store/index.ts";
import { temporaryFolder } from "./journal-entries.ts";

const ACTOR = { user: "mia", from: "tty1" };

/** A store with five entries, changed by hand, and what is said of it then. */
function verdictAfter(t: TestContext, ...statements: readonly string[]) {
  const dir = temporaryFolder(t);
  const store = openStore(dir);
  for (let atMs = 1; atMs <= 5; atMs++)
    store.audit.append({ atMs, actor: ACTOR, action: "clock-set", subject: `to ${atMs}` });
  store.close();
  const db = new DatabaseSync(join(dir, "store.db"));
  for (const statement of statements) db.exec(statement);
  db.close();
  const again = openStore(dir);
  t.after(() => again.close());
  return { verdict: again.verifyAudit(), again };
}

test("an audit that nobody touched is whole, and goes on being whole", (t) => {
  const { verdict, again } = verdictAfter(t);
  assert.ok(verdict.is === "whole");
  assert.deepEqual([verdict.entries, verdict.chained], [5, 5]);
  again.audit.append({ atMs: 6, actor: ACTOR, action: "clock-set", subject: "to 6" });
  const next = again.verifyAudit();
  assert.ok(next.is === "whole" && next.head !== verdict.head && next.chained === 6);
});

for (const { what, how, seq, why } of [
  {
    what: "an entry that was edited",
    how: "UPDATE audit SET entry = replace(entry, 'mia', 'ann') WHERE seq = 3",
    ...{ seq: 3, why: "it is not as it was written" },
  },
  {
    what: "a time that was edited",
    how: "UPDATE audit SET at_ms = 9 WHERE seq = 5",
    ...{ seq: 5, why: "it is not as it was written" },
  },
  {
    what: "an entry that was taken out",
    how: "DELETE FROM audit WHERE seq = 3",
    ...{ seq: 4, why: "the entry before it is missing" },
  },
  {
    what: "a newest entry that was taken out",
    how: "DELETE FROM audit WHERE seq = 5",
    ...{ seq: 5, why: "the newest entries are missing" },
  },
  {
    what: "an oldest entry that was taken out",
    how: "DELETE FROM audit WHERE seq <= 2",
    ...{ seq: 1, why: "the oldest entries are missing" },
  },
  {
    what: "an entry that was put in",
    how: "INSERT INTO audit (at_ms, entry, link) SELECT at_ms, entry, link FROM audit WHERE seq = 2",
    ...{ seq: 6, why: "it is not as it was written" },
  },
]) {
  test(`${what} shows`, (t) => {
    assert.deepEqual(verdictAfter(t, how).verdict, { is: "broken", seq, why });
  });
}

test("entries of a version that knew of no chain are counted apart, and the chain begins after them", (t) => {
  const { again, verdict } = verdictAfter(
    t,
    "ALTER TABLE audit DROP COLUMN link",
    "UPDATE meta SET value = '2' WHERE key = 'version'",
  );
  assert.deepEqual(verdict, { is: "whole", entries: 5, chained: 0 });
  again.audit.append({ atMs: 6, actor: ACTOR, action: "clock-set", subject: "to 6" });
  const after = again.verifyAudit();
  assert.ok(after.is === "whole" && after.chained === 1 && after.entries === 6);
});
