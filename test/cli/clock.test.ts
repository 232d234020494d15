import assert from "node:assert/strict";
import { test } from "node:test";
import { createCliBench } from "../support/cli-world.ts";

test("without --yes the clock is left alone, and it says what would be set", async () => {
  const bench = createCliBench();
  const { exitCode, stdout, stderr } = await bench.run("clock", "set", "2026-11-21 03:15");
  assert.equal(exitCode, 5);
  assert.match(stdout, /it would be set to 2026-11-21 03:15:00 UTC\.\n$/);
  assert.match(stderr, /bringup clock set "2026-11-21 03:15" --yes/);
  assert.deepEqual(bench.hub.handled, []);
});

test("with --yes the engine sets it", async () => {
  const bench = createCliBench();
  bench.hub.answerWith(() => ({ is: "ok", note: "the clock was set" }));
  const { exitCode, stdout } = await bench.run("clock", "set", "2026-11-21 03:15Z", "--yes");
  assert.deepEqual([exitCode, stdout], [0, "the clock was set.\n"]);
  const atMs = Date.UTC(2026, 10, 21, 3, 15);
  assert.deepEqual(bench.hub.handled, [{ do: "set-clock", atMs }]);
});

test("what is no moment never reaches the engine", async () => {
  const bench = createCliBench();
  const { exitCode, stderr } = await bench.run("clock", "set", "tomorrow", "--yes");
  assert.equal(exitCode, 2);
  assert.match(stderr, /not a date and a time/);
  assert.deepEqual(bench.hub.handled, []);
});

test("the clock is shown with who keeps it", async () => {
  const bench = createCliBench();
  const { exitCode, stdout } = await bench.run("clock", "show");
  assert.equal(exitCode, 0);
  assert.match(stdout, /^Now +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\nKept right +/);
});
