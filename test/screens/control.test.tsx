import assert from "node:assert/strict";
import { test } from "node:test";
import { mount } from "../support/screen.tsx";
import { freshSnapshot } from "../support/session.ts";

test("when another console has control, t takes it", async () => {
  const app = await mount(freshSnapshot());
  app.client.answers = (command) =>
    command.do === "take-lease"
      ? { is: "ok" }
      : {
          is: "refused",
          error: {
            code: "LEASE_HELD",
            kind: "conflict",
            message: "root on tty1 has control of this host",
            hint: "Another console has control: bringup run take.",
          },
        };
  await app.goTo("Checks");
  await app.press("check-again");
  assert.match(app.screen(), /\[FAIL\] Root on tty1 has control of this host\./);
  assert.match(app.screen(), /t take control/);
  await app.press("take-control");
  assert.deepEqual(app.client.sent.at(-1), { do: "take-lease" });
  await app.close();
});

test("control can be taken from inside a text field too", async () => {
  const app = await mount(freshSnapshot());
  app.client.answers = (command) =>
    command.do === "take-lease"
      ? { is: "ok" }
      : {
          is: "refused",
          error: { code: "LEASE_HELD", kind: "conflict", message: "held", hint: "run take" },
        };
  await app.goTo("Checks");
  await app.press("waive");
  await app.type("lab box");
  await app.press("next-field");
  assert.match(app.screen(), /Ctrl-Y take control/);
  await app.type("\u0019");
  assert.deepEqual(app.client.sent.at(-1), { do: "take-lease" });
  assert.match(app.screen(), /Reason +lab box/);
  await app.close();
});
