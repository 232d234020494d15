import assert from "node:assert/strict";
import { test } from "node:test";
import { REACH, REACH_RUNNING } from "../support/reach.ts";
import { type App, mount } from "../support/screen.tsx";
import { freshSnapshot } from "../support/session.ts";

async function openReachability(app: App): Promise<void> {
  await app.goTo("Settings");
  await app.press("last");
  for (let rows = 0; rows < 12 && !app.screen().includes("> Reachability >"); rows++)
    await app.press("up");
  await app.press("choose");
}

test("r looks again at what was asked for, x ends a look, and Esc goes back to Settings", async () => {
  const app = await mount(freshSnapshot());
  await openReachability(app);
  await app.shows("Reachability   not looked at yet");
  await app.press("check-again");
  const given = ["https://other.test/"];
  app.client.change("reach", { ...REACH_RUNNING, given });
  await app.shows("1 of 3 ways known");
  await app.press("cancel-run");
  app.client.change("reach", { ...REACH, given, state: "cancelled" });
  await app.shows("cancelled");
  await app.press("check-again");
  assert.deepEqual(app.client.sent, [
    { do: "reach", urls: [] },
    { do: "reach-cancel" },
    { do: "reach", urls: given },
  ]);
  await app.press("back");
  await app.shows(">Settings<");
  await app.close();
});

test("the way that fails stands first and is explained; Enter shows all that was seen", async () => {
  const app = await mount(freshSnapshot({ reach: REACH }));
  await openReachability(app);
  await app.shows("Squid Proxy CA opens TLS on the way to mirror.corp.test.");
  await app.shows("Code: TLS_INSPECTED");
  await app.press("choose");
  await app.shows("mirror.corp.test is valid 2026-11-01 to 2027-11-01");
  await app.press("back");
  await app.press("down");
  await app.shows("the plane answers 200");
  await app.close();
});

test("from the overview a way that fails is one key away", async () => {
  const app = await mount(freshSnapshot({ reach: REACH }));
  await app.shows("Look where the way out of this host ends");
  for (let rows = 0; rows < 6 && !app.screen().includes("> Look where the way"); rows++)
    await app.press("down");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("Reachability   1 of 3 ways fails");
  await app.press("back");
  await app.shows(">Overview<");
  await app.close();
});
