import assert from "node:assert/strict";
import { test } from "node:test";
import { createCliBench, jsonLines } from "../support/cli-world.ts";

test("a code is explained without asking anybody: what, why, what to do, what is safe, commands", async () => {
  const bench = createCliBench();
  const { stdout, exitCode } = await bench.run("explain", "LEASE_HELD");
  assert.equal(exitCode, 0);
  assert.match(
    stdout,
    /^LEASE_HELD\n {2}Another console controls.*\n\nWhy it happens\n.*\n\nWhat to do\n {2}.*run take.*\n\nWhat is safe to try\n[\s\S]*\n\nCommands\n {2}bringup status\n/,
  );
  assert.deepEqual(bench.hub.handled, []);
});

test("a mistyped code is refused with the nearest one", async () => {
  const { exitCode, stderr } = await createCliBench().run("explain", "LEESE_HELD");
  assert.equal(exitCode, 2);
  assert.match(stderr, /there is no code LEESE_HELD[\s\S]*Did you mean LEASE_HELD\?/);
});

test("without a code all of them are listed by chapters, and for programs one object each", async () => {
  const { stdout } = await createCliBench().run("explain");
  assert.match(stdout, /^The program.*\n {2}BUG {2}The program met/);
  assert.match(stdout, /\n\nReachability\n {2}LINK_NONE /);
  const lines = jsonLines((await createCliBench().run("explain", "--json")).stdout);
  assert.ok(lines.length > 200);
  const one = jsonLines((await createCliBench().run("explain", "BUG", "--json")).stdout);
  assert.equal((one[0] as { code: string }).code, "BUG");
});
