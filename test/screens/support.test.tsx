import assert from "node:assert/strict";
import { test } from "node:test";
import { mount } from "../support/screen.tsx";
import { freshSnapshot } from "../support/session.ts";
import { COLLECTING, FAILED, MADE } from "../support/support-pictures.ts";

test("S says what a bundle holds and that secrets are masked, before one is made; Enter makes it", async () => {
  const app = await mount(freshSnapshot());
  await app.press("support");
  await app.shows("Support bundle   none made yet");
  await app.shows("Secrets are masked.");
  assert.deepEqual(app.client.sent, []);
  app.clock.advance(400);
  await app.press("choose");
  assert.deepEqual(app.client.sent, [{ do: "make-bundle" }]);
  app.client.change("support", COLLECTING);
  await app.shows("collecting, 61 of 153");
  await app.shows("SMART of sda");
  await app.press("cancel-run");
  assert.deepEqual(app.client.sent.at(-1), { do: "cancel-bundle" });
  app.client.change("support", MADE);
  await app.shows("On the stick KINGSTON too, read back and the same: pull it out.");
  await app.close();
});

test("a stick is chosen with one key, and what went wrong is said with what to do", async () => {
  const app = await mount(freshSnapshot());
  await app.press("support");
  app.clock.advance(400);
  await app.press("down", "choose");
  assert.deepEqual(app.client.sent, [{ do: "make-bundle", to: "usb" }]);
  app.client.change("support", FAILED);
  await app.shows("no USB stick with a file system is plugged in (BUNDLE_NOT_SENT).");
  await app.press("back");
  await app.shows(">Overview");
  await app.close();
});
