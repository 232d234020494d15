import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  adviseStop,
  judgeStore,
  type TrackedStore,
  trackStore,
} from "../../../src/datastore/index.ts";
import { createMachineHost, createManualClock } from "../../../src/host/index.ts";
import type { PracticeAct } from "../../../src/rehearsal/site/acts.ts";
import { openPracticeSite } from "../../../src/rehearsal/site/site.ts";
import { seeded } from "../../support/seeded.ts";

/** A member that hangs costs so long each time; the others have to answer within it. */
const HANGS_MS = 500;

/** The site on a clock of its own, watched by the real client over real sockets. */
async function practice(t: TestContext, timeoutMs = 5000) {
  const clock = createManualClock({ auto: false });
  const { below } = seeded(3);
  const site = await openPracticeSite({ ...createMachineHost(), clock }, () => below(1000) / 1000);
  const source = site.openStores({ timeoutMs });
  t.after(async () => {
    source.close();
    await site.close();
  });
  let store: TrackedStore | undefined;
  async function look(): Promise<TrackedStore> {
    clock.advance(1000);
    const seen = await source.look(new AbortController().signal);
    const [found] = seen.is === "known" ? seen.value : [];
    assert.ok(found);
    store = trackStore(store, found, clock.monotonicMs());
    return store;
  }
  const told = (seen: TrackedStore) => judgeStore(seen, clock.monotonicMs());
  return {
    look,
    told,
    async act(act: PracticeAct, member: string): Promise<string> {
      const outcome = await site.practise(act, member);
      return outcome.is === "done" ? outcome.note : `refused: ${outcome.why}`;
    },
    /** The verdicts of that many looks, one second apart, each once; then the reach of each member. */
    async after(looks: number): Promise<string> {
      const verdicts: string[] = [];
      let seen = await look();
      for (let count = 1; count <= looks; count++) {
        const { is } = told(seen);
        if (verdicts.at(-1) !== is) verdicts.push(is);
        if (count < looks) seen = await look();
      }
      const reach = seen.members.map((member) => member.reach).join(" ");
      return `${verdicts.join(", ")}: ${reach}`;
    },
    async stops(): Promise<string> {
      const seen = await look();
      return seen.members
        .map(({ id, name }) => `${name} ${adviseStop(seen, id, clock.monotonicMs()).answer}`)
        .join(", ");
    },
    leader: async () => {
      const seen = await look();
      return seen.members.find(({ id }) => id === seen.leader)?.name;
    },
  };
}

test("three voters, this host's own among them, one that leads, and any of them may be stopped", async (t) => {
  const { look, told, stops } = await practice(t);
  const seen = await look();
  assert.deepEqual(
    seen.members.map(({ name, address, role, isThisHost }) => [name, address, role, isThisHost]),
    [
      ["rack12-a", "192.0.2.11:9000", "voter", true],
      ["rack12-b", "192.0.2.12:9000", "voter", false],
      ["rack12-c", "192.0.2.13:9000", "voter", false],
    ],
  );
  assert.equal(seen.title, "Practice Dqlite (simulated)");
  assert.deepEqual(told(seen).is, "OK");
  assert.equal(await stops(), "rack12-a yes, rack12-b yes, rack12-c yes");
});

test("the leader stopped: an election, then another leader at risk; one more and it is lost; both back and it is well", async (t) => {
  const { act, after, leader, stops } = await practice(t);
  assert.equal(await leader(), "rack12-b");
  assert.equal(await act("stop", "rack12-b"), "rack12-b is stopped: it refuses connections");
  assert.equal(await after(8), "ELECTING, AT RISK: online unreachable online");
  const next = (await leader()) ?? "";
  assert.match(next, /^rack12-[ac]$/);
  assert.equal(await stops(), "rack12-a no, rack12-b yes, rack12-c no");
  await act("stop", "rack12-c");
  assert.match(await after(6), /LOST: online unreachable unreachable$/);
  await act("start", "rack12-b");
  assert.match(await after(14), /^ELECTING, AT RISK: online online unreachable$/);
  assert.equal(await act("start", "rack12-c"), "rack12-c runs");
  assert.equal(await after(1), "OK: online online online");
});

test("one that is cut off or hangs costs the time limit, is unreachable at the second look, and comes back", async (t) => {
  for (const [act, back] of [
    ["cut", "heal"],
    ["freeze", "start"],
  ] as const) {
    const site = await practice(t, HANGS_MS);
    await site.after(1);
    await site.act(act, "rack12-c");
    assert.equal(await site.after(2), "OK, AT RISK: online online unreachable", act);
    await site.act(back, "rack12-c");
    assert.equal(await site.after(1), "OK: online online online", back);
  }
});

test("this host cut off sees itself alone: nothing is confirmed, and nothing may be stopped", async (t) => {
  const { act, after, look, stops } = await practice(t, HANGS_MS);
  await after(1);
  await act("cut", "rack12-a");
  const seen = await look();
  assert.deepEqual(
    [seen.leader, seen.claimed],
    [undefined, seen.members.find(({ name }) => name === "rack12-b")?.id],
  );
  assert.match(await after(7), /LOST: online unreachable unreachable$/);
  assert.equal(await stops(), "rack12-a no, rack12-b no, rack12-c no");
  await act("heal", "rack12-a");
  assert.match(await after(2), /OK: online online online$/);
});

test("what is so already is said, and what cannot be is refused with the reason", async (t) => {
  const { act } = await practice(t);
  assert.equal(await act("start", "rack12-a"), "rack12-a runs, as before");
  assert.equal(await act("stop", "rack12-d"), "refused: no member is called rack12-d");
  await act("stop", "rack12-c");
  assert.equal(
    await act("freeze", "rack12-c"),
    "refused: rack12-c is stopped; what does not run cannot hang",
  );
});
