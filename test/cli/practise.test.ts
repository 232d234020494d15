import assert from "node:assert/strict";
import { test } from "node:test";
import { createCliBench } from "../support/cli-world.ts";

test("a member to practise on is named, and what became of it is said", async () => {
  const bench = createCliBench();
  const note = "simulated: rack12-b is stopped: it refuses connections";
  bench.hub.answerWith(() => ({ is: "ok", note }));
  const { exitCode, stdout } = await bench.run("practise", "stop", "rack12-b");
  assert.deepEqual([exitCode, stdout], [0, `${note}.\n`]);
  assert.deepEqual(bench.hub.handled, [{ do: "practise", what: "stop", member: "rack12-b" }]);
});

test("every line of its help says that it is simulated", async () => {
  const { stdout } = await createCliBench().run("practise", "--help");
  assert.equal(stdout.match(/\(simulated\)/g)?.length, 5);
});
