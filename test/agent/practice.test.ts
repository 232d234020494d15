import assert from "node:assert/strict";
import { test } from "node:test";
import { createBoard } from "../../src/agent/board.ts";
import { practise } from "../../src/agent/practice-desk.ts";
import { createManualClock } from "../../src/host/index.ts";
import type { Snapshot } from "../../src/session/index.ts";
import { ACTOR, openTestRehearsal } from "../support/rehearsal.ts";
import { freshSnapshot } from "../support/session.ts";

test("what is practised is simulated, says so, and is on the record", async (t) => {
  const { client } = await openTestRehearsal(t);
  const note = "simulated: rack12-c is cut off: no other member is reached from it";
  const done = await client.send({ do: "practise", what: "cut", member: "rack12-c" });
  assert.deepEqual(done, { is: "ok", note });
  const audit = await client.send({ do: "audit" });
  const [last] = audit.is === "audit" ? audit.entries : [];
  assert.deepEqual([last?.action, last?.subject, last?.actor], ["practised", note, ACTOR]);
  const said = client.snapshot().activity.find(({ subject }) => subject === "practice");
  assert.equal(said?.message, `${note}, asked by ada on tty1`);
  const refused = await client.send({ do: "practise", what: "stop", member: "rack13" });
  assert.ok(refused.is === "refused");
  assert.deepEqual(
    [refused.error.code, refused.error.hint],
    ["PRACTICE_REFUSED", "Members of the practice site: rack12-a, rack12-b, rack12-c."],
  );
});

test("the practice store is watched at once, through the real client, and its leader's end is seen", async (t) => {
  const { client, until } = await openTestRehearsal(t);
  const practice = (snapshot: Snapshot) => snapshot.stores?.practice?.[0];
  const { stores } = await until("all is well", (now) => practice(now)?.verdict.is === "OK");
  assert.equal(stores?.own.is, "absent");
  const leader = stores?.practice?.[0]?.leader?.name ?? "";
  await client.send({ do: "practise", what: "stop", member: leader });
  await until("an election", (now) => practice(now)?.verdict.is === "ELECTING");
  await client.send({ do: "practise", what: "start", member: leader });
  await until("one of them leads", (now) => practice(now)?.verdict.is === "OK");
});

test("outside a rehearsal nothing is practised", async () => {
  const clock = createManualClock();
  const board = createBoard(freshSnapshot(), clock.nowMs);
  const audit = { append: () => assert.fail("recorded"), list: () => [] };
  await assert.rejects(
    practise({ do: "practise", what: "stop", member: "rack12-b" }, ACTOR, { board, clock, audit }),
    /this is no rehearsal/,
  );
});
