import assert from "node:assert/strict";
import { test } from "node:test";
import { ABSENT, known } from "../../src/engine/index.ts";
import { newestSurvivor, recoveryGuides, storeLines, worstStore } from "../../src/status/index.ts";
import { GUIDE, lostOwn } from "../support/advice-pictures.ts";
import { atRisk, lost, well } from "../support/practice-store.ts";
import { NOW_MS } from "../support/session.ts";
import { etcdLook, memberLook, reportsOf, SILENT, voters } from "../support/stores.ts";

const since = (epochMs: number) => NOW_MS - epochMs;
const worstOf = (...given: Parameters<typeof worstStore>) => {
  const store = worstStore(...given);
  return store === undefined ? "none" : `${store.title}: ${store.verdict.is}`;
};

test("the worst store is the one to look at; of equal ones the host's own", () => {
  const own = known(voters(3, 3, NOW_MS));
  assert.equal(worstOf({ own: ABSENT }), "none");
  assert.equal(worstOf({ own }), "etcd: OK");
  assert.equal(worstOf({ own, practice: [well(NOW_MS)] }), "etcd: OK");
  assert.equal(
    worstOf({ own, practice: [well(NOW_MS), atRisk(NOW_MS)] }),
    "Practice Dqlite (simulated): AT RISK",
  );
  assert.equal(worstOf({ ...lostOwn(NOW_MS), practice: [lost(NOW_MS)] }), "etcd: LOST");
});

/** Of three voters one is gone; these members stand by. */
function gone(...roles: readonly ("stand-by" | "spare")[]) {
  const others = roles.map((role, at) => memberLook(`reserve-${at + 1}`, { role }));
  const [store] = reportsOf(
    [
      etcdLook([memberLook("a"), memberLook("b"), memberLook("c", SILENT), ...others], {
        kind: "dqlite",
        repairsWithinMs: 30_000,
      }),
    ],
    NOW_MS,
  );
  assert.ok(store);
  return Object.fromEntries(storeLines(store, since).map(({ label, text }) => [label, text]));
}

test("what repairs itself, by whom and by when; without a spare node nothing does", () => {
  assert.equal(
    gone("stand-by")["By itself"],
    "reserve-1 or another one takes its place by 12:31:19",
  );
  assert.match(gone()["By itself"] ?? "", /^nothing does by itself: no member stands by/);
  assert.match(gone()["Do now"] ?? "", /^bring back c: its host answers/);
});

test("steps are shown only while a quorum is lost: the own ones first, then those to practise", () => {
  assert.deepEqual(recoveryGuides(lostOwn(NOW_MS)), [GUIDE]);
  assert.deepEqual(recoveryGuides({ own: known(voters(3, 3, NOW_MS)) }), []);
  const [practised] = recoveryGuides({ own: ABSENT, practice: [lost(NOW_MS)] });
  assert.deepEqual(practised?.steps[0]?.commands, [
    "bringup --rehearse practise start rack12-b",
    "bringup --rehearse practise heal rack12-b",
    "bringup --rehearse practise start rack12-c",
    "bringup --rehearse practise heal rack12-c",
  ]);
});

test("the newest data is on who is least behind, and never guessed where it cannot be seen", () => {
  const of = (...lags: readonly (number | undefined)[]) => {
    const members = lags.map((lag, at) =>
      memberLook(`m${at + 1}`, lag === undefined ? {} : { lag }),
    );
    const [store] = reportsOf([etcdLook([...members, memberLook("s", { role: "spare" })])], NOW_MS);
    assert.ok(store);
    return newestSurvivor(store);
  };
  assert.equal(of(7, 0, 3), "m2 has got most");
  assert.equal(of(0, 0, 3), "the same on m1, m2");
  assert.equal(of(0, undefined), "cannot be seen from here: compare m1, m2 as the steps say");
  assert.equal(of(0), "m1: no other member that has data answers");
  assert.equal(of(), "no member that has data answers this host");
});
