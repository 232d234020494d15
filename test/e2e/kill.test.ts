import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { EngineClient, Snapshot } from "../../src/session/index.ts";
import { openStore } from "../../src/store/index.ts";
import { createAgentBench, killed, stopped } from "../support/agent-process.ts";
import { PRACTICE_DOCUMENT } from "../support/practice-document.ts";
import { untilSo } from "../support/rehearsal.ts";

const midRun = ({ run }: Snapshot) =>
  run?.steps.some((step) => step.mark === "SERVICE UP" && step.state === "done") === true;
const ended = ({ run }: Snapshot) => run !== null && run.endedMs !== null;

async function approve(client: EngineClient): Promise<string> {
  const planned = await client.send({ do: "plan", documentText: PRACTICE_DOCUMENT });
  if (planned.is !== "planned") assert.fail(JSON.stringify(planned));
  const answer = await client.send({ do: "approve", hash: planned.plan.plan.hash });
  if (answer.is !== "run") assert.fail(JSON.stringify(answer));
  return answer.run.id;
}

/** Every run of the store with how often it ended: "resumes once" means exactly one end of one run. */
function endings(stateDir: string): readonly number[] {
  const store = openStore(stateDir, { mode: "read" });
  const counts = store.journal
    .runs()
    .map((id) => store.journal.records(id).filter(({ type }) => type === "run-ended").length);
  store.close();
  return counts;
}

test("an agent killed in mid-run: the next one finishes the same run, once", async (t) => {
  const bench = await createAgentBench(t, "0.2");
  const first = await bench.start();
  const console1 = await bench.connect();
  const id = await approve(console1);
  await untilSo(console1, "the service to be started", midRun);
  await killed(first);
  const second = await bench.start();
  const console2 = await bench.connect("grace");
  const { run } = await untilSo(console2, "the run to end", ended);
  assert.deepEqual([run?.id, run?.state], [id, "succeeded"], run?.message);
  await stopped(second);
  assert.deepEqual(endings(bench.stateDir), [1]);
});

test("a console killed in mid-run ends nothing, and a second console sees it live", async (t) => {
  const bench = await createAgentBench(t, "0.2");
  await bench.start();
  const watcher = await bench.connect("grace");
  const path = join(bench.stateDir, "asked.yaml");
  await writeFile(path, PRACTICE_DOCUMENT);
  const console1 = bench.cli("apply", "-f", path, "--yes");
  const seen = new Set<number>();
  const stop = watcher.watch((event) => {
    if (event.slice !== "run" || event.value === null) return;
    seen.add(event.value.steps.filter((step) => step.state === "done").length);
  });
  await untilSo(watcher, "the service to be started", midRun);
  await killed(console1);
  const { run } = await untilSo(watcher, "the run to end", ended);
  stop();
  assert.equal(run?.state, "succeeded", run?.message);
  assert.ok(seen.size > 3, `progress was seen only ${seen.size} times`);
});

test("agent and console killed together: the work is finished all the same", async (t) => {
  const bench = await createAgentBench(t, "0.2");
  const agent = await bench.start();
  const watcher = await bench.connect("grace");
  const path = join(bench.stateDir, "asked.yaml");
  await writeFile(path, PRACTICE_DOCUMENT);
  const console1 = bench.cli("apply", "-f", path, "--yes");
  await untilSo(watcher, "the service to be started", midRun);
  await Promise.all([killed(agent), killed(console1)]);
  const next = await bench.start();
  const after = await bench.connect("grace");
  const { run } = await untilSo(after, "the run to end", ended);
  assert.equal(run?.state, "succeeded", run?.message);
  await stopped(next);
  assert.deepEqual(endings(bench.stateDir), [1]);
});
