import assert from "node:assert/strict";
import { test } from "node:test";
import { manyDrives } from "../../support/drives.ts";
import { createFakeHub } from "../../support/fake-hub.ts";
import { conversePlainly } from "../../support/plain-conversation.ts";

async function converse(...answers: readonly string[]) {
  const hub = createFakeHub(manyDrives());
  const { stdout } = await conversePlainly(hub, answers);
  return stdout;
}

test("in plain mode a drive is told whole and named for an installation, as a draft", async () => {
  const said = await converse("drives", "/dev/nvme1n1", "yes", "all", "back", "exit");
  assert.match(said, /None is named for an installation\./);
  assert.match(said, /As main drive +would do/);
  assert.match(said, /Named\. Preview the plan in Settings\./);
  assert.match(said, /Install on: \/dev\/disk\/by-id\/nvme-SAMSUNG_MZQL21T9HCJR/);
});

test("the drive that runs the system is named only after that was said, and asked again", async () => {
  const said = await converse("drives", "/dev/nvme0n1", "yes", "no", "back", "exit");
  assert.match(
    said,
    /\/dev\/nvme0n1 runs this very system: an installer given its name erases it\./,
  );
  assert.doesNotMatch(said, /Named\./);
  const gone = await converse("drives", "/dev/nvme0n1", "yes", "yes", "back", "exit");
  assert.match(gone, /Named\./);
});
