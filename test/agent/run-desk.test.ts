import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { openStore } from "../../src/store/index.ts";
import { PRACTICE_DOCUMENT } from "../support/practice-document.ts";
import { openTestRehearsal, type TestRehearsal } from "../support/rehearsal.ts";

/** Nothing in it that a boot would not bring back by itself, and quickly done. */
const SETTINGS = PRACTICE_DOCUMENT.replace(/ {2}cluster:[\s\S]*/, "");
const OTHER = SETTINGS.replace("rack12-edge1", "rack12-edge2");

async function planned({ client }: TestRehearsal, text = SETTINGS): Promise<string> {
  const answer = await client.send({ do: "plan", documentText: text });
  return answer.is === "planned" ? answer.plan.plan.hash : assert.fail(JSON.stringify(answer));
}

/** A run that a person paused after its first step. */
async function pausedRun(t: TestContext): Promise<{ rehearsal: TestRehearsal; id: string }> {
  const rehearsal = await openTestRehearsal(t);
  const { client, until } = rehearsal;
  const answer = await client.send({ do: "approve", hash: await planned(rehearsal) });
  if (answer.is !== "run") assert.fail(JSON.stringify(answer));
  assert.equal((await client.send({ do: "pause" })).is, "ok");
  await until("the run to be paused", ({ run }) => run?.state === "paused");
  return { rehearsal, id: answer.run.id };
}

function stored<T>(stateDir: string, look: (store: ReturnType<typeof openStore>) => T): T {
  const store = openStore(stateDir, { mode: "read" });
  try {
    return look(store);
  } finally {
    store.close();
  }
}

test("a run resumed while another plan is being approved goes on alone", async (t) => {
  const { rehearsal, id } = await pausedRun(t);
  const { client, stateDir, until } = rehearsal;
  const hash = await planned(rehearsal, OTHER);
  const [approved, resumed] = await Promise.all([
    client.send({ do: "approve", hash }),
    client.send({ do: "resume" }),
  ]);
  assert.deepEqual([approved.is, resumed.is], ["run", "refused"]);
  await until("the newer run to end", ({ run }) => run?.id !== id && run?.endedMs != null);
  const ends = stored(stateDir, ({ journal }) =>
    journal.runs().map((run) => journal.records(run).at(-1)?.type),
  );
  assert.deepEqual(ends, ["run-ended", "run-ended"], "each run ended once, and nothing after it");
});

test("an approval in the middle of planning does not begin a run in an agent that stops", async (t) => {
  const rehearsal = await openTestRehearsal(t);
  const hash = await planned(rehearsal);
  const answer = rehearsal.client.send({ do: "approve", hash });
  await rehearsal.stop();
  assert.notEqual((await answer).is, "run");
  assert.equal(
    stored(rehearsal.stateDir, ({ journal }) => journal.openRun()),
    undefined,
  );
});

test("a boot leaves a run alone that waits for a person", async (t) => {
  const { rehearsal, id } = await pausedRun(t);
  await rehearsal.stop();
  const sandbox = join(rehearsal.stateDir, "sandbox");
  await writeFile(join(sandbox, "run/bringup/boot-id"), "another boot\n");
  const next = await openTestRehearsal(t, rehearsal.stateDir);
  await next.until("the checks to be done", ({ checks }) => checks.state === "finished");
  const { run } = next.client.snapshot();
  assert.deepEqual([run?.id, run?.state], [id, "paused"]);
});

test("what was saved after an approval is not overwritten when the agent starts again", async (t) => {
  const { rehearsal } = await pausedRun(t);
  const { generation } = rehearsal.client.snapshot().document;
  const save = {
    do: "save-document",
    documentText: OTHER,
    expectedGeneration: generation,
  } as const;
  assert.equal((await rehearsal.client.send(save)).is, "ok");
  await rehearsal.stop();
  const next = await openTestRehearsal(t, rehearsal.stateDir);
  assert.equal(next.client.snapshot().document.text, OTHER);
});

test("a run whose approval cannot be read is given up, said, and stands in nobody's way", async (t) => {
  const { rehearsal } = await pausedRun(t);
  await rehearsal.stop();
  const db = new DatabaseSync(join(rehearsal.stateDir, "store.db"));
  db.exec("UPDATE journal SET entry = '{\"type\": 7' WHERE type = 'run-approved'");
  db.close();
  const next = await openTestRehearsal(t, rehearsal.stateDir);
  const { activity } = next.client.snapshot();
  assert.ok(activity.some(({ message }) => /cannot be read and was abandoned/.test(message)));
  const answer = await next.client.send({ do: "approve", hash: await planned(next) });
  assert.equal(answer.is, "run", JSON.stringify(answer));
});

test("a way back that was broken off is gone on with, not turned into a run", async (t) => {
  const { rehearsal, id } = await pausedRun(t);
  await rehearsal.stop();
  const store = openStore(rehearsal.stateDir);
  store.journal.append(id, {
    type: "run-cancelling",
    actor: { user: "ada", from: "tty1" },
    undo: true,
  });
  store.close();
  const next = await openTestRehearsal(t, rehearsal.stateDir);
  const { run } = await next.until("the way back to end", (now) => now.run?.endedMs != null);
  assert.deepEqual([run?.id, run?.state], [id, "cancelled"]);
});
