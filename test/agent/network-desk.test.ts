import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createBoard } from "../../src/agent/board.ts";
import { createNetworkDesk } from "../../src/agent/network-desk.ts";
import { type AuditEntry, approveRun, driveRun, makePlan } from "../../src/engine/index.ts";
import { WATCH_UNIT } from "../../src/network/try/folder.ts";
import { readTrial } from "../../src/network/try/trial.ts";
import { createTryLab, FOLDER, type TryLab } from "../network/try/memory-lab.ts";
import { emptySnapshot } from "../support/fake-hub.ts";
import { createTestJournal } from "../support/journal.ts";

const ADA = { user: "ada", from: "tty1" };

/** A host whose address is being changed, with the desk beside the run. */
async function trying(t: TestContext, lab: TryLab) {
  const { host, parts } = lab;
  const board = createBoard(emptySnapshot(), () => 0);
  const entries: AuditEntry[] = [];
  const audit = { append: (entry: AuditEntry) => void entries.push(entry), list: () => entries };
  const { clock } = host;
  const desk = createNetworkDesk({ board, host, clock, audit, access: { is: "read-write" } });
  const { signal } = new AbortController();
  const candidate = await parts.candidate(signal);
  const goal = { do: "converge" } as const;
  const plan = await makePlan({ ...parts, goal, generation: 1, candidate, signal });
  const journal = createTestJournal();
  const runId = approveRun(journal, { plan, actor: ADA, documentText: "" });
  const onChange = (state: ReturnType<typeof run.state>) => board.set("run", state);
  const run = driveRun({ ...parts, journal, onChange }, runId);
  const stop = new AbortController();
  const watched = desk.watch(stop.signal);
  t.after(async () => {
    stop.abort();
    await watched;
  });
  await until(lab, "applied");
  return { desk, board, run, entries };
}

async function until({ host }: TryLab, state: string): Promise<void> {
  for (let turn = 0; turn < 5000; turn++) {
    if ((await readTrial(host, FOLDER))?.state === state) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.fail(`the trial never was ${state}`);
}

test("what is tried is shown with what was, what is now and the time left", async (t) => {
  const { desk, board } = await trying(t, createTryLab());
  await desk.look();
  const { leftSeconds, ...view } = board.snapshot().network ?? { leftSeconds: 0 };
  assert.ok(leftSeconds > 60 && leftSeconds <= 121, `${leftSeconds}`);
  assert.deepEqual(view, {
    title: "eth0",
    state: "applied",
    why: "",
    rows: [
      { title: "Method", was: "static", now: "static" },
      { title: "Address", was: "10.0.0.2/24", now: "10.0.0.9/24" },
      { title: "Gateway", was: "none", now: "none" },
      { title: "DNS", was: "10.0.0.1", now: "10.0.0.1" },
    ],
    proof: [],
    cutOff: ["10.0.0.77"],
    reconnect: ["10.0.0.9"],
    isAsBefore: false,
    differs: [],
  });
});

test("kept on the word of a person it stays, and that is on the record", async (t) => {
  const { desk, board, run, entries } = await trying(t, createTryLab());
  const answer = await desk.handle({ do: "network", decide: "keep" }, ADA);
  assert.deepEqual(answer, { is: "ok", note: "the change of eth0 is kept" });
  assert.equal((await run.settled).state, "succeeded");
  assert.equal(board.snapshot().network?.state, "kept");
  assert.deepEqual(
    entries.map(({ action, subject }) => [action, subject]),
    [["network-keep", "the change of eth0"]],
  );
});

test("on the word of a person it goes back, and says whose", async (t) => {
  const { desk, run } = await trying(t, createTryLab());
  await desk.handle({ do: "network", decide: "revert" }, ADA);
  assert.match((await run.settled).message, /ada on tty1 asked for it; the host is as before/);
  await assert.rejects(desk.handle({ do: "network", decide: "keep" }, ADA), {
    code: "NETWORK_NO_TRY",
    message: /the change is reverted already: ada on tty1 asked for it/,
  });
});

test("more time is given, and how much is left is said", async (t) => {
  const { desk, board } = await trying(t, createTryLab());
  const answer = await desk.handle({ do: "network", decide: "extend", seconds: 600 }, ADA);
  assert.match(JSON.stringify(answer), /1[0-2]:\d\d left/);
  assert.ok((board.snapshot().network?.leftSeconds ?? 0) > 600);
});

test("a cancelled run does not wait for the end of the try", async (t) => {
  const lab = createTryLab();
  const { run } = await trying(t, lab);
  run.cancel({ actor: ADA, undo: false });
  await until(lab, "reverted");
  assert.equal((await readTrial(lab.host, FOLDER))?.why, "the run was cancelled");
  assert.equal(lab.kernel(), "10.0.0.2/24");
});

test("without a try there is nothing to decide", async () => {
  const { host } = createTryLab();
  const board = createBoard(emptySnapshot(), () => 0);
  const audit = { append: () => assert.fail("nothing to record"), list: () => [] };
  const access = { is: "read-write" } as const;
  const desk = createNetworkDesk({ board, host, clock: host.clock, audit, access });
  await assert.rejects(desk.handle({ do: "network", decide: "keep" }, ADA), {
    code: "NETWORK_NO_TRY",
    message: "no change of the network is being tried",
  });
  await desk.look();
  assert.equal(board.snapshot().network, undefined);
  assert.equal((await host.units.show(WATCH_UNIT)).is, "absent");
});
