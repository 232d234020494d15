import assert from "node:assert/strict";
import { test } from "node:test";
import type { StoreReport } from "../../src/datastore/index.ts";
import { ABSENT } from "../../src/engine/index.ts";
import type { Snapshot } from "../../src/session/index.ts";
import { atRisk, electing, well } from "../support/practice-store.ts";
import { mount } from "../support/screen.tsx";
import { finishedSnapshot, freshSnapshot, NOW_MS } from "../support/session.ts";

const showing = (store: StoreReport): Snapshot => ({
  ...freshSnapshot(),
  stores: { own: ABSENT, practice: [store] },
});

test("Enter on Status lists the members, Enter opens one, Esc goes back the same way", async () => {
  const app = await mount(showing(well(NOW_MS)));
  await app.goTo("Status");
  await app.shows("Practice Dqlite (simulated)");
  await app.press("choose");
  await app.shows("Members   of the stores");
  await app.press("down", "choose");
  await app.shows("voter, leads since 12:20:49");
  await app.press("back");
  await app.shows("> rack12-b");
  await app.press("back");
  await app.shows(">Status<");
  assert.deepEqual(app.client.sent, []);
  await app.close();
});

test("what is practised on a member is sent at once where the quorum holds without it, and what came of it is said", async () => {
  const app = await mount(showing(well(NOW_MS)));
  app.client.answers = () => ({ is: "ok", note: "simulated: rack12-b is stopped" });
  await app.goTo("Status");
  await app.press("choose", "down", "choose");
  await app.shows("> Back, change nothing");
  await app.press("down", "choose");
  assert.deepEqual(app.client.sent, [{ do: "practise", what: "stop", member: "rack12-b" }]);
  await app.shows("Simulated: rack12-b is stopped");
  app.client.change("stores", { own: ABSENT, practice: [electing(NOW_MS)] });
  await app.shows("ELECTING: a leader is being elected");
  // The next page begins with what changes nothing.
  await app.press("back", "down", "choose");
  await app.shows("rack12-c   Practice Dqlite");
  assert.match(app.screen(), /^> Back, change nothing/m);
  await app.close();
});

test("where it takes the quorum away that is said first, and the first answer is no", async () => {
  const app = await mount(showing(atRisk(NOW_MS)));
  await app.goTo("Status");
  await app.press("choose", "down", "down", "choose");
  await app.shows("rack12-c   Practice Dqlite");
  await app.press("down", "choose");
  await app.shows("Stop rack12-c?");
  await app.shows("This takes the quorum away: with 1 of 3 voters nothing can be written");
  await app.press("choose");
  assert.deepEqual(app.client.sent, []);
  await app.press("choose", "down", "choose");
  assert.deepEqual(app.client.sent, [{ do: "practise", what: "stop", member: "rack12-c" }]);
  await app.close();
});

test("a real member and a node have their page, and nothing is practised on them", async () => {
  const app = await mount(finishedSnapshot());
  await app.goTo("Status");
  await app.press("choose", "choose");
  await app.shows("Stop now?");
  assert.doesNotMatch(app.screen(), /simulated/i);
  await app.press("back", "down", "choose");
  await app.shows("node of the cluster");
  assert.doesNotMatch(app.screen(), /simulated/i);
  assert.deepEqual(app.client.sent, []);
  await app.close();
});

test("a member that is gone from the store leads back to the list", async () => {
  const store = well(NOW_MS);
  const app = await mount(showing(store));
  await app.goTo("Status");
  await app.press("choose", "last", "choose");
  await app.shows("rack12-c   Practice Dqlite");
  const left = { ...store, members: store.members.slice(0, 2) };
  app.client.change("stores", { own: ABSENT, practice: [left] });
  await app.shows("Members   of the stores");
  await app.close();
});
