import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { stopAgent } from "../../src/agent/index.ts";
import { createAgentBench } from "../support/agent-process.ts";

test("a rehearsal is stopped by one command, and stopping nothing is no error", async (t) => {
  const bench = await createAgentBench(t);
  const agent = await bench.start();
  const gone = once(agent, "exit");
  const options = { rehearse: true, stateDir: bench.stateDir };
  assert.equal(await stopAgent(options), agent.pid);
  await gone;
  assert.equal(await stopAgent(options), undefined);
});
