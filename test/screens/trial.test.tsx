import assert from "node:assert/strict";
import { test } from "node:test";
import { mount } from "../support/screen.tsx";
import { freshSnapshot } from "../support/session.ts";
import { TRIAL } from "../support/trial.ts";

test("a stray Enter decides nothing about a change that is tried", async () => {
  const app = await mount(freshSnapshot({ network: TRIAL }));
  await app.press("choose");
  await app.shows("> Back, decide nothing now");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows(">Overview<");
  assert.deepEqual(app.client.sent, []);
  await app.close();
});

test("from any page one key leads to it, and each answer is sent as chosen", async () => {
  for (const [downs, decide] of [
    [1, "keep"],
    [2, "extend"],
    [3, "revert"],
  ] as const) {
    const app = await mount(freshSnapshot({ network: TRIAL }));
    await app.goTo("Settings");
    await app.press("trial");
    for (let down = 0; down < downs; down++) await app.press("down");
    app.clock.advance(400);
    await app.press("choose");
    assert.deepEqual(app.client.sent, [{ do: "network", decide }]);
    await app.press("back");
    await app.shows(">Settings<");
    await app.close();
  }
});

test("the next time it opens the highlight stands on the safe answer again", async () => {
  const app = await mount(freshSnapshot({ network: TRIAL }));
  await app.press("trial", "down");
  await app.shows("> Keep it");
  await app.press("back");
  await app.press("trial");
  await app.shows("> Back, decide nothing now");
  await app.close();
});

test("the time left stands on every page, and goes when it is over", async () => {
  const app = await mount(freshSnapshot({ network: TRIAL }));
  await app.goTo("Status");
  await app.shows("TRYING, 1:4");
  app.client.change("network", { ...TRIAL, leftSeconds: 61 });
  await app.shows("TRYING, 1:0");
  app.client.change("network", { ...TRIAL, state: "reverting", why: "not confirmed in time" });
  await app.shows("GOING BACK");
  app.client.change("network", { ...TRIAL, state: "kept" });
  await app.settle();
  assert.doesNotMatch(app.screen(), /TRYING|GOING BACK/);
  await app.close();
});
