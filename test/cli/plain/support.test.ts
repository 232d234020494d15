import assert from "node:assert/strict";
import { test } from "node:test";
import type { SupportSlice } from "../../../src/session/index.ts";
import { createFakeHub } from "../../support/fake-hub.ts";
import { conversePlainly } from "../../support/plain-conversation.ts";
import { freshSnapshot } from "../../support/session.ts";
import { COLLECTING, MADE } from "../../support/support-pictures.ts";

async function converse(support: SupportSlice | undefined, ...answers: readonly string[]) {
  const hub = createFakeHub({ ...freshSnapshot(), ...(support === undefined ? {} : { support }) });
  hub.answerWith((command) => {
    if (command.do === "make-bundle") hub.set("support", MADE);
    return { is: "ok" };
  });
  const { exitCode, stdout } = await conversePlainly(hub, answers);
  assert.equal(exitCode, 0, stdout);
  return { stdout, handled: hub.handled };
}

test("plain mode says what a bundle holds, makes one and tells where it is", async () => {
  const { stdout, handled } = await converse(undefined, "support", "usb", "exit");
  assert.deepEqual(handled, [{ do: "make-bundle", to: "usb" }]);
  assert.match(stdout, /^Secrets are masked\./m);
  assert.match(stdout, /^On the stick KINGSTON too, read back and the same: pull it out\.$/m);
});

test("Enter alone makes none, and one that is being made can be cancelled", async () => {
  const none = await converse(undefined, "support", "", "exit");
  assert.deepEqual(none.handled, []);
  const { stdout, handled } = await converse(COLLECTING, "support", "cancel", "exit");
  assert.match(stdout, /^Support bundle: collecting, 61 of 153\.$/m);
  assert.deepEqual(handled, [{ do: "cancel-bundle" }]);
});
