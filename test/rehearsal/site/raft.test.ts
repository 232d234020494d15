import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createRaft, type Raft, type Standing } from "../../../src/rehearsal/site/raft.ts";
import { cases } from "../../support/every-cut.ts";
import { seeded } from "../../support/seeded.ts";

const NAMES = ["a", "b", "c"];
/** A leader that lost the majority says so at the latest with this heartbeat. */
const STEPPED_DOWN_MS = 3500;
const ELECTED_MS = 6000;

function site(seed = 1): Raft {
  const { below } = seeded(seed);
  return createRaft({ names: NAMES, nowMs: 0, random: () => below(1000) / 1000 });
}

/** Who answers and says that it leads, with its term. */
function confirmed(all: ReadonlyMap<string, Standing>): readonly string[] {
  return [...all]
    .filter(([name, { condition, leader }]) => condition === "runs" && leader === name)
    .map(([name, { term }]) => `${name} in term ${term}`);
}

const leaders = (raft: Raft, atMs: number) => confirmed(raft.standings(atMs)).join(", ");
const named = (raft: Raft, name: string, atMs: number) => raft.standings(atMs).get(name)?.leader;

test("the first one leads, and goes on for as long as nothing happens", () => {
  const raft = site();
  assert.equal(leaders(raft, 0), "a in term 1");
  assert.equal(leaders(raft, 24 * 3_600_000), "a in term 1");
});

test("a leader that is lost is named for 3 to 6 s; who gives it up first waits for the other one", () => {
  let waited = 0;
  for (let seed = 0; seed < 50; seed++) {
    const raft = site(seed);
    raft.change("a", { condition: "stopped" }, 10_000);
    assert.equal(named(raft, "b", 12_990), "a");
    let hasWaited = false;
    for (let atMs = 12_500; leaders(raft, atMs) === ""; atMs += 10)
      hasWaited ||= named(raft, "b", atMs) !== named(raft, "c", atMs);
    if (hasWaited) waited += 1;
    assert.match(leaders(raft, 10_000 + ELECTED_MS), /^[bc] in term 2$/);
  }
  assert.ok(waited > 45, `${waited} of 50`);
});

test("one of three elects nobody, however long it waits; the second one back and there is a leader", () => {
  const raft = site();
  raft.change("a", { condition: "stopped" }, 1000);
  raft.change("b", { condition: "stopped" }, 1000);
  assert.equal(leaders(raft, 3_600_000), "");
  assert.equal(named(raft, "c", 3_600_000), undefined);
  raft.change("b", { condition: "runs" }, 3_600_000);
  assert.match(leaders(raft, 3_600_000 + 2 * ELECTED_MS), /^[bc] in term \d$/);
});

test("a leader that is cut off believes in itself for seconds, and comes back as one of the others", () => {
  const raft = site();
  raft.change("a", { isCut: true }, 10_000);
  assert.equal(named(raft, "a", 12_400), "a");
  assert.equal(named(raft, "a", 10_000 + STEPPED_DOWN_MS), undefined);
  const [after = ""] = confirmed(raft.standings(60_000));
  assert.match(after, /^[bc] in term 2$/);
  raft.change("a", { isCut: false }, 60_000);
  assert.equal(named(raft, "a", 60_500), after.slice(0, 1));
  assert.deepEqual(confirmed(raft.standings(120_000)), [after]);
});

test("a follower that is cut off names whom it last heard until its patience ends, and disturbs nobody later", () => {
  const raft = site();
  raft.change("c", { isCut: true }, 10_000);
  assert.equal(named(raft, "c", 12_500), "a");
  assert.equal(named(raft, "c", 10_000 + ELECTED_MS), undefined);
  raft.change("c", { isCut: false }, 600_000);
  assert.equal(named(raft, "c", 600_500), "a");
  assert.equal(leaders(raft, 700_000), "a in term 1");
});

test("a frozen leader learns of its successor when it goes on, and leads no second time", () => {
  const raft = site();
  raft.change("a", { condition: "frozen" }, 10_000);
  const before = leaders(raft, 30_000);
  assert.match(before, /^[bc] in term 2$/);
  raft.change("a", { condition: "runs" }, 30_000);
  assert.equal(leaders(raft, 30_000), before);
  assert.equal(named(raft, "a", 30_500), before.slice(0, 1));
});

test("who missed what was written is not elected after a power cut, whoever asks first", () => {
  for (let seed = 0; seed < 50; seed++) {
    const raft = site(seed);
    raft.change("c", { condition: "stopped" }, 1000);
    for (const name of ["a", "b"]) raft.change(name, { condition: "stopped" }, 20_000);
    for (const name of ["b", "c"]) raft.change(name, { condition: "runs" }, 30_000);
    assert.match(leaders(raft, 60_000), /^b in term \d$/, `seed ${seed}`);
  }
});

const change = fc.record({
  name: fc.constantFrom(...NAMES),
  to: fc.constantFrom(
    ...(["runs", "stopped", "frozen"] as const).map((condition) => ({ condition })),
    ...[true, false].map((isCut) => ({ isCut })),
  ),
  waitMs: fc.integer({ min: 1, max: 9000 }),
});

/** Looks every 100 ms; throws where somebody leads who must not. */
function watched(raft: Raft) {
  const led = new Map<number, string>();
  let nowMs = 0;
  let heldMs = 0;
  const judge = (all: ReadonlyMap<string, Standing>) => {
    const able = [...all.values()].filter(({ condition, isCut }) => condition === "runs" && !isCut);
    if (able.length >= 2) heldMs = nowMs;
    for (const [name, { condition, leader, term }] of all) {
      if (condition !== "runs" || leader !== name) continue;
      assert.equal(led.get(term) ?? name, name, `two leaders in term ${term}`);
      led.set(term, name);
      assert.ok(nowMs - heldMs <= STEPPED_DOWN_MS, `${name} leads alone at ${nowMs}`);
    }
  };
  return {
    now: () => nowMs,
    look(forMs: number) {
      for (const untilMs = nowMs + forMs; nowMs < untilMs; nowMs += 100)
        judge(raft.standings(nowMs));
    },
  };
}

test("whatever is done: one leader in a term, none without a majority, one again when all is healed", () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(change, { maxLength: 30 }), (seed, changes) => {
      const raft = site(seed);
      const { now, look } = watched(raft);
      for (const { name, to, waitMs } of changes) {
        raft.change(name, to, now());
        look(waitMs);
      }
      for (const name of NAMES) raft.change(name, { condition: "runs", isCut: false }, now());
      look(3 * ELECTED_MS);
      const all = raft.standings(now());
      const [leader] = confirmed(all);
      assert.equal(confirmed(all).length, 1);
      for (const { leader: told } of all.values()) assert.equal(told, leader?.slice(0, 1));
    }),
    { numRuns: cases(60) },
  );
});
