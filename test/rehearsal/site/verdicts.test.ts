// What is told of the practice site, held against what is so in it: hours of it in a second.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  adviseStop,
  judgeStore,
  type TrackedStore,
  trackStore,
} from "../../../src/datastore/index.ts";
import type { Sight } from "../../../src/dqlite/index.ts";
import { ACTS, type PracticeAct } from "../../../src/rehearsal/site/acts.ts";
import { FIRST_LEADER, MEMBERS, OWN } from "../../../src/rehearsal/site/members.ts";
import { createRaft, type Standing } from "../../../src/rehearsal/site/raft.ts";
import { lookFromDqlite } from "../../../src/store-looks/index.ts";
import { seeded } from "../../support/seeded.ts";

const NAMES = MEMBERS.map(({ name }) => name);
const ELECTED_MS = 6000;

type Standings = ReadonlyMap<string, Standing>;

/** What this host is told by each of them; this host itself is never cut off here. */
function sightsOf(all: Standings): readonly Sight[] {
  return MEMBERS.map(({ name, address }) => {
    const { condition, isCut, leader } = all.get(name) ?? assert.fail(name);
    if (condition !== "runs" || isCut)
      return { address, said: { is: "silent", code: "ETIMEDOUT", why: "no answer" } };
    const node = MEMBERS.find((each) => each.name === leader);
    return { address, said: { is: "answer", leader: node, members: MEMBERS, tookMs: 1 } };
  });
}

const STORE = {
  ...{ id: "practice", title: "Practice" },
  nameOf: (address: string) => MEMBERS.find((each) => each.address === address)?.name ?? address,
};

/** A member that works with the others, as this host would have to reach it too. */
const isUp = ({ condition, isCut }: Standing) => condition === "runs" && !isCut;

/** Looks once a second, and throws for what is told wrongly twice. */
function watched(seed: number) {
  const { below } = seeded(seed);
  const first = [FIRST_LEADER, ...NAMES.filter((name) => name !== FIRST_LEADER)];
  const raft = createRaft({ names: first, nowMs: 0, random: () => below(1000) / 1000 });
  let nowMs = 0;
  let store: TrackedStore | undefined;
  let is = "";
  const wrong = new Set<string>();
  /** A wrong word may stand for one look; the next one, a second later, takes it back. */
  const notTwice = (what: string, isWrong: boolean) => {
    assert.ok(!(isWrong && wrong.has(what)), `${what}, at ${nowMs}`);
    if (isWrong) wrong.add(what);
    else wrong.delete(what);
  };
  function look(): void {
    nowMs += 1000;
    const all = raft.standings(nowMs);
    store = trackStore(store, lookFromDqlite(sightsOf(all), STORE), nowMs);
    is = judgeStore(store, nowMs).is;
    const up = [...all].filter(([, standing]) => isUp(standing)).map(([name]) => name);
    const isLed = up.length >= 2 && up.some((name) => all.get(name)?.leader === name);
    notTwice("OK with somebody away", is === "OK" && up.length < NAMES.length);
    notTwice("LOST with a leader that holds the quorum", is === "LOST" && isLed);
    for (const { id, name } of store.members) {
      const advice = adviseStop(store, id, nowMs).answer;
      const left = up.filter((other) => other !== name).length;
      notTwice(`may stop ${name}`, advice === "yes" && left < 2);
    }
  }
  return {
    act: (name: string, act: PracticeAct) => raft.change(name, ACTS[act].to, nowMs),
    look(times: number) {
      for (let count = 0; count < times; count++) look();
      return is;
    },
  };
}

const happening = fc.record({
  name: fc.constantFrom(...NAMES),
  act: fc.constantFrom<PracticeAct>("stop", "start", "start", "freeze", "cut", "heal", "heal"),
  looks: fc.integer({ min: 1, max: 20 }),
});

test("whatever is practised, nothing wrong is told twice in a row, and in the end all is well", () => {
  const told = new Set<string>();
  fc.assert(
    fc.property(fc.nat(), fc.array(happening, { maxLength: 25 }), (seed, all) => {
      const site = watched(seed);
      for (const { name, act, looks } of all) {
        if (name !== OWN || act !== "cut") site.act(name, act);
        told.add(site.look(looks));
      }
      for (const name of NAMES) {
        site.act(name, "start");
        site.act(name, "heal");
      }
      assert.equal(site.look((3 * ELECTED_MS) / 1000), "OK");
    }),
    { numRuns: 100 },
  );
  // A run in which nothing went wrong would prove nothing.
  for (const is of ["OK", "AT RISK", "ELECTING", "LOST"]) assert.ok(told.has(is), is);
});
