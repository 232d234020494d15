import assert from "node:assert/strict";
import { test } from "node:test";
import { createFakeHub } from "../../support/fake-hub.ts";
import { conversePlainly } from "../../support/plain-conversation.ts";
import { PROFILE_PICTURES } from "../../support/profile-pictures.ts";

const [first] = PROFILE_PICTURES;
assert.ok(first !== undefined);

async function converse(...answers: readonly string[]) {
  const hub = createFakeHub(first?.snapshot);
  hub.answerWith(() => ({ is: "ok" }));
  const { stdout } = await conversePlainly(hub, answers);
  return { stdout: stdout.replace(/\n +/g, " "), hub };
}

test("in plain mode the layers are said in order, then what the profile asks for", async () => {
  const { stdout } = await converse("profile", "back", "exit");
  assert.match(stdout, /Profile site-base 1\.2\.0: 2 of 3 layers ready\./);
  assert.match(stdout, /Layer 2, addon metrics-server 0\.8\.0: READY, 3 objects as applied\./);
  assert.match(stdout, /Layer 5, addon old-dashboard 1\.0: LEFT, no longer in the profile/);
  assert.match(stdout, /3 Shop replicas: not set, 2 is used/);
  assert.match(stdout, /5 Key of the till: \*{8} \(stored\)/);
});

test("in plain mode a value is typed, and an import is planned from a path", async () => {
  const { stdout } = await converse("profile", "3", "4", "list", "back", "exit");
  assert.match(stdout, /3 Shop replicas: 4\. Typed, not applied/);
  const { hub } = await converse("profile", "import", "/media/usb/site.tar", "back", "exit");
  assert.deepEqual(hub.handled.at(-1), {
    do: "plan-operation",
    operation: "import-content",
    params: { from: "/media/usb/site.tar" },
  });
});
