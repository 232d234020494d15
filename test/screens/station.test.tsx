import "../support/screen-environment.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Snapshot } from "../../src/session/index.ts";
import { mount } from "../support/screen.tsx";
import { createFakeClient, freshSnapshot, NOW_MS } from "../support/session.ts";

const IDLE_MS = 5 * 60_000;
const ANNA = { clientId: "anna", actor: { user: "anna", from: "tty1" }, sinceMs: NOW_MS };

/** A real host, as a station sees one. */
function hostSnapshot(more: Partial<Snapshot["host"]> = {}): Snapshot {
  const { engine, host, ...rest } = freshSnapshot();
  return { ...rest, engine: { ...engine, mode: "host" }, host: { ...host, ...more } };
}

function looking(snapshot: Snapshot) {
  const client = Object.assign(createFakeClient(snapshot), { access: "view" as const });
  return mount(snapshot, { client, station: "view" });
}

test("a station says that it only looks, and Enter takes control of a host nobody owns", async () => {
  const app = await looking(hostSnapshot());
  await app.shows("VIEW ONLY");
  await app.shows("> Take control of this host: nobody owns it yet");
  await app.press("choose");
  assert.equal(await app.ended, "take-control");
});

test("on a host with a login Enter leads to it", async () => {
  const app = await looking(hostSnapshot({ hasLogin: true }));
  await app.shows("> Take control of this host: log in");
  await app.press("choose");
  assert.equal(await app.ended, "log-in");
});

test("on a registered host the same from any screen", async () => {
  const snapshot = hostSnapshot();
  const registration = { ...snapshot.registration, hostUid: "5f1c" };
  const app = await looking({ ...snapshot, registration });
  await app.goTo("Checks");
  await app.press("take-control");
  assert.equal(await app.ended, "log-in");
});

test("a practice host asks nobody to log in", async () => {
  const snapshot = freshSnapshot();
  const app = await looking({ ...snapshot, host: { ...snapshot.host, hasLogin: true } });
  await app.press("choose");
  assert.equal(await app.ended, "take-control");
});

test("a console a person opened offers no such thing", async () => {
  const app = await mount(hostSnapshot());
  assert.doesNotMatch(app.screen(), /VIEW ONLY|Take control/);
  await app.close();
});

test("a station in control that nobody touches for five minutes ends", async () => {
  const app = await mount(hostSnapshot(), { station: "control" });
  app.clock.advance(IDLE_MS - 1000);
  await app.press("next-screen");
  app.clock.advance(IDLE_MS - 1000);
  assert.match(app.screen(), /bringup/);
  app.clock.advance(1000);
  assert.equal(await app.ended, "idle");
});

test("any other console that nobody touches gives control back, and stays", async () => {
  const app = await mount({ ...hostSnapshot(), lease: { holder: ANNA } });
  app.clock.advance(IDLE_MS);
  await app.settle();
  assert.deepEqual(app.client.sent, [{ do: "release-lease" }]);
  await app.close();
});
