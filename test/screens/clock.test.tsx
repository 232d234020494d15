import assert from "node:assert/strict";
import { test } from "node:test";
import { mount } from "../support/screen.tsx";
import { freshSnapshot } from "../support/session.ts";

test("the clock is set from Settings, after a question whose first answer is no", async () => {
  const app = await mount(freshSnapshot());
  await app.goTo("Settings");
  await app.press("last", "choose");
  await app.shows("Clock   of this host");
  await app.press("choose");
  await app.type("2026-11-21 3:15");
  await app.press("next-field");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("Set the clock to 2026-11-21 03:15:00 Etc/UTC?");
  await app.shows("> No, leave it");
  app.clock.advance(400);
  await app.press("down", "choose");
  assert.deepEqual(app.client.sent, [{ do: "set-clock", atMs: Date.UTC(2026, 10, 21, 3, 15) }]);
  await app.press("back");
  await app.shows(">Settings<");
  await app.close();
});

test("what is no moment is refused where it was typed", async () => {
  const app = await mount(freshSnapshot());
  await app.goTo("Settings");
  await app.press("last", "choose", "choose");
  await app.type("soon");
  await app.press("next-field");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("That is not a date and a time");
  assert.deepEqual(app.client.sent, []);
  await app.close();
});
