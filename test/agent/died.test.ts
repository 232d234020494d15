import assert from "node:assert/strict";
import { test } from "node:test";
import { socketPath } from "../../src/agent/index.ts";
import { connectEngine } from "../../src/session/index.ts";
import { createAgentBench, killed, stopped } from "../support/agent-process.ts";
import { untilSo } from "../support/rehearsal.ts";

test("a console has a dead agent started again, and not one that was stopped", async (t) => {
  const bench = await createAgentBench(t);
  const first = await bench.start();
  const started: ReturnType<typeof bench.start>[] = [];
  const client = await connectEngine({
    socketPath: socketPath(bench.stateDir),
    actor: { user: "ada", from: "a test" },
    retryMs: 20,
    onDied: () => {
      if (started.length === 0) started.push(bench.start());
    },
  });
  t.after(() => client.close());
  await killed(first);
  await untilSo(client, "the link is lost", ({ engine }) => engine.link === "lost");
  const { engine } = await untilSo(
    client,
    "another agent",
    ({ engine: { link, pid } }) => link === "connected" && pid !== first.pid,
  );
  const second = await started[0];
  assert.equal(engine.pid, second?.pid);

  started.length = 0;
  assert.ok(second !== undefined);
  await stopped(second);
  await untilSo(client, "the link is lost", ({ engine: { link } }) => link === "lost");
  const answer = await client
    .send({ do: "list-runs" }, { signal: AbortSignal.timeout(500) })
    .catch(() => "none");
  assert.equal(answer, "none");
  assert.equal(started.length, 0);
});
