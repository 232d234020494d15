import assert from "node:assert/strict";
import { test } from "node:test";
import { createCliBench } from "../support/cli-world.ts";

test("without a layout those that there are are listed", async () => {
  const { exitCode, stdout } = await createCliBench().run("keyboard");
  assert.equal(exitCode, 0);
  assert.match(stdout, /^LAYOUT +KEYBOARD\nus +English \(US\)\n[\s\S]*^de +German$/m);
});

test("a layout that is not in the list is refused before anything is tried", async () => {
  const { exitCode, stderr } = await createCliBench().run("keyboard", "dvorak-maybe");
  assert.equal(exitCode, 2);
  assert.match(
    stderr,
    /^bringup: there is no layout dvorak-maybe \(USAGE\)\nSee bringup keyboard\.\n$/,
  );
});

test("a rehearsal has no keyboard of its own, and leaves that of the machine alone", async () => {
  const { exitCode, stderr } = await createCliBench().run("keyboard", "de", "--rehearse");
  assert.equal(exitCode, 3);
  assert.match(stderr, /has no keyboard \(COMMAND_DENIED\)/);
});
