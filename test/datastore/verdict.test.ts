import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  adviseRemoval,
  adviseStop,
  judgeStore,
  type MemberLook,
  type StoreLook,
  type TrackedStore,
  trackStore,
} from "../../src/datastore/index.ts";

const ANSWERED = { is: "answered", roundTripMs: 0.4 } as const;
const SILENT = { is: "silent", why: "connection refused" } as const;

interface Scene {
  /** `+` answers, `-` is silent, `?` cannot be asked; a capital letter leads: `A+ b+ c-`. */
  readonly voters: string;
  readonly others?: readonly MemberLook["role"][];
  readonly claimed?: string;
}

function lookOf({ voters, others = [], claimed }: Scene): StoreLook {
  const all = voters.split(" ").filter(Boolean);
  const leader = all.find((each) => /^[A-Z]\+/.test(each))?.[0]?.toLowerCase();
  const answers = {
    "+": ANSWERED,
    "-": SILENT,
    "?": { is: "not-asked", why: "loopback" },
  } as const;
  const members = all.map((each, index): MemberLook => {
    const id = (each[0] ?? "").toLowerCase();
    const answer = answers[(each[1] ?? "+") as keyof typeof answers];
    return { id, name: `node-${id}`, role: "voter", isThisHost: index === 0, answer };
  });
  const more = others.map((role, index): MemberLook => {
    const id = `o${index}`;
    return { id, name: id, role, isThisHost: false, answer: ANSWERED };
  });
  return {
    id: "membership",
    kind: "dqlite",
    title: "Membership store",
    members: [...members, ...more],
    ...(leader === undefined ? {} : { leader }),
    ...(claimed === undefined ? {} : { claimed }),
    source: leader === undefined ? "members" : "leader",
    electionMs: 7000,
  };
}

/** Looks a second apart; the last one is just now. */
function seen(...scenes: readonly Scene[]): { store: TrackedStore; nowMs: number } {
  let store: TrackedStore | undefined;
  let nowMs = 0;
  for (const scene of scenes) {
    nowMs += 1000;
    store = trackStore(store, lookOf(scene), nowMs);
  }
  assert.ok(store);
  return { store, nowMs };
}

function verdictAfter(...scenes: readonly Scene[]): string {
  const { store, nowMs } = seen(...scenes);
  const { is, mayFail, voters } = judgeStore(store, nowMs);
  return `${is} ${mayFail}/${voters}`;
}

const times = (count: number, scene: Scene) => Array.from({ length: count }, () => scene);

test("the arithmetic of the quorum, for every size people have", () => {
  const all = {
    "A+": "single copy 0/1",
    "A+ b+": "AT RISK 0/2",
    "A+ b+ c+": "OK 1/3",
    "A+ b+ c+ d+": "OK 1/4",
    "A+ b+ c+ d+ e+": "OK 2/5",
    "A+ b+ c-": "AT RISK 0/3",
    "A+ b+ c+ d- e-": "AT RISK 0/5",
    "A+ b+ c+ d-": "AT RISK 0/4",
    "a+ b- c-": "LOST 0/3",
    "a- b-": "unknown 0/2",
    "a-": "LOST 0/1",
  };
  for (const [voters, wanted] of Object.entries(all))
    assert.equal(verdictAfter(...times(9, { voters })), wanted, voters);
});

test("stand-bys, spares and learners count for nothing", () => {
  const scene = { voters: "A+ b+ c-", others: ["stand-by", "spare", "learner"] } as const;
  assert.equal(verdictAfter(scene, scene), "AT RISK 0/3");
});

test("one missed answer changes no verdict and takes every promise away; the second changes it", () => {
  const fine = { voters: "A+ b+ c+" };
  const missing = { voters: "A+ b+ c-" };
  assert.equal(verdictAfter(fine, missing), "OK 1/3");
  const once = seen(fine, missing);
  assert.deepEqual(
    once.store.members.map(({ reach }) => reach),
    ["online", "online", "missed"],
  );
  assert.equal(adviseStop(once.store, "b", once.nowMs).answer, "no");
  assert.equal(adviseStop(once.store, "c", once.nowMs).answer, "yes");
  assert.equal(verdictAfter(fine, missing, missing), "AT RISK 0/3");
});

test("without a leader it is an election for as long as one takes, and lost after that", () => {
  const fine = { voters: "A+ b+ c+" };
  const leaderless = { voters: "a- b+ c+" };
  assert.equal(verdictAfter(fine, ...times(3, leaderless)), "ELECTING 0/3");
  assert.equal(verdictAfter(fine, ...times(9, leaderless)), "LOST 0/3");
  // With too few for an election there is nothing to wait for.
  assert.equal(verdictAfter(fine, ...times(3, { voters: "a- b- c+" })), "LOST 0/3");
});

test("a leader that others name and this host cannot reach is believed once the dead are not named any more", () => {
  const fine = { voters: "A+ b+ c+" };
  const named = { voters: "a- b+ c+", claimed: "a" };
  assert.equal(verdictAfter(fine, ...times(4, named)), "ELECTING 0/3");
  assert.equal(verdictAfter(fine, ...times(9, named)), "AT RISK 0/3");
  const cut = { voters: "a- b- c+", claimed: "a" };
  assert.equal(verdictAfter(fine, ...times(4, cut)), "ELECTING 0/3");
  assert.equal(verdictAfter(fine, ...times(9, cut)), "AT RISK 0/3");
});

test("a leader that confirms itself while too few answer here: not lost, and not well", () => {
  assert.equal(verdictAfter(...times(3, { voters: "A+ b- c-" })), "AT RISK 0/3");
});

test("voters that cannot be asked from here are not made up", () => {
  const { store, nowMs } = seen({ voters: "A+ b? c?" });
  const { is, why } = judgeStore(store, nowMs);
  assert.deepEqual(
    [is, why],
    ["unknown", "there is a leader; 2 of 3 voters cannot be asked from here"],
  );
  assert.equal(adviseStop(store, "a", nowMs).answer, "unknown");
});

test("when nobody answers, the members told last are still those that are missing", () => {
  const fine = { voters: "A+ b+ c+" };
  const { store, nowMs } = seen(fine, ...times(9, { voters: "" }));
  assert.deepEqual([store.source, store.members.length], ["last-known", 3]);
  const { is, why } = judgeStore(store, nowMs);
  assert.deepEqual([is, why], ["unknown", "no member answers this host"]);
});

test("old news are no verdict and no promise", () => {
  const { store, nowMs } = seen({ voters: "A+ b+ c+" });
  assert.equal(judgeStore(store, nowMs + 3001).is, "unknown");
  assert.equal(adviseStop(store, "b", nowMs + 3001).answer, "unknown");
});

test("a store that is one file has one copy and no leader to lose", () => {
  const file = { ...lookOf({ voters: "a+" }), kind: "sqlite" as const };
  const store = trackStore(undefined, file, 1000);
  assert.equal(judgeStore(store, 1000).is, "single copy");
});

test("which of them may be stopped, and why", () => {
  const { store, nowMs } = seen({ voters: "A+ b+ c+", others: ["spare"] });
  const said = (id: string) => Object.values(adviseStop(store, id, nowMs)).join(": ");
  assert.equal(said("b"), "yes: the quorum holds without it: 2 of the others answer");
  assert.match(said("a"), /^yes: .*another leader is elected first$/);
  assert.equal(said("o0"), "yes: spare: no part of the quorum");
  assert.equal(said("x"), "unknown: 3 of 3 voters answer, 2 needed");
  const two = seen({ voters: "A+ b+" });
  assert.deepEqual(adviseStop(two.store, "b", two.nowMs), {
    answer: "no",
    why: "the quorum would be lost: 1 of the others answer, 2 needed",
  });
});

test("never a yes whose member would take the quorum along, whatever was seen before", () => {
  const letters = ["a", "b", "c", "d", "e"];
  const scene = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }))
    .map(([size, up]) => {
      const leader = up.findIndex((isUp, index) => isUp && index < size);
      const voters = letters
        .slice(0, size)
        .map((id, at) => `${at === leader ? id.toUpperCase() : id}${up[at] ? "+" : "-"}`);
      return { voters: voters.join(" ") };
    });
  fc.assert(
    fc.property(fc.array(scene, { minLength: 1, maxLength: 8 }), (scenes) => {
      const { store, nowMs } = seen(...scenes);
      const now = lookOf(scenes.at(-1) ?? { voters: "" }).members;
      const up = now.filter(({ answer }) => answer.is === "answered").map(({ id }) => id);
      for (const { id } of now) {
        if (now.length === 1 || adviseStop(store, id, nowMs).answer !== "yes") continue;
        const left = up.filter((other) => other !== id).length;
        assert.ok(left >= Math.floor(now.length / 2) + 1, `${id} of ${JSON.stringify(scenes)}`);
      }
    }),
  );
});

/** Verdict, then who may stop and who may be removed, each with its reason. */
function toldOf(scene: Scene, more: Partial<StoreLook> = {}) {
  const store = trackStore(undefined, { ...lookOf(scene), ...more }, 1000);
  const { is, why } = judgeStore(store, 1000);
  const say = (advise: typeof adviseStop) =>
    store.members.map(({ id, name }) => {
      const advice = advise(store, id, 1000);
      return `${name} ${advice.answer}: ${advice.why}`;
    });
  return { verdict: `${is}: ${why}`, stop: say(adviseStop), remove: say(adviseRemoval) };
}

test("two nodes of Dqlite: one of them is the only copy, hands over when stopped gently, and cannot be removed", () => {
  assert.deepEqual(toldOf({ voters: "A+", others: ["spare"] }), {
    verdict: "AT RISK: 2 nodes: no fault tolerance; node-a is the only copy",
    stop: [
      "node-a yes: the only copy: stop it gently, and o0 takes over within seconds and is the only copy then; a sudden end stops everything until it is back",
      "o0 yes: spare: no part of the quorum",
    ],
    remove: [
      "node-a no: the last voter: the data would be gone with it",
      "o0 yes: spare: no part of the quorum",
    ],
  });
});

test("two nodes of Dqlite while the spare does not answer: the leader has nobody to hand over to", () => {
  const look = lookOf({ voters: "A+", others: ["spare"] });
  const members = look.members.map((member) =>
    member.role === "spare" ? { ...member, answer: SILENT } : member,
  );
  assert.equal(
    toldOf({ voters: "A+" }, { members }).stop[0],
    "node-a no: it is the only copy, and no other member answers that could take over",
  );
});

test("two nodes of etcd: both must stay up; one can be removed while both do", () => {
  assert.deepEqual(toldOf({ voters: "A+ b+" }, { kind: "etcd" }), {
    verdict: "AT RISK: 2 nodes: both must stay up; 2 of 2 voters answer, 2 needed",
    stop: ["a", "b"].map(
      (name) => `node-${name} no: the quorum would be lost: 1 of the others answer, 2 needed`,
    ),
    remove: ["a", "b"].map(
      (name) => `node-${name} yes: 1 of the 1 left answer; the one left is the only copy then`,
    ),
  });
});

test("a voter is removed only where the rest keeps the quorum, and nobody without one", () => {
  const answers = (voters: string) => toldOf({ voters }).remove.map((told) => told.split(":")[0]);
  assert.deepEqual(answers("A+ b+ c-"), ["node-a no", "node-b no", "node-c yes"]);
  assert.deepEqual(answers("A+ b+ c+"), ["node-a yes", "node-b yes", "node-c yes"]);
  assert.deepEqual(answers("a+ b- c-"), ["node-a no", "node-b no", "node-c no"]);
});

test("the only copy of all may stop where nobody else is there, and is never removed", () => {
  const { stop, remove } = toldOf({ voters: "A+" });
  assert.deepEqual(stop, ["node-a yes: the only copy: everything stops until it is back"]);
  assert.match(remove[0] ?? "", /^node-a no: the last voter/);
});
