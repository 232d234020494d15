import assert from "node:assert/strict";
import { test } from "node:test";
import { known } from "../../src/engine/index.ts";
import { lostOwn } from "../support/advice-pictures.ts";
import { memoryDrafts, mount } from "../support/screen.tsx";
import { freshSnapshot, NOW_MS } from "../support/session.ts";
import { voters } from "../support/stores.ts";

test("a lost quorum leads to steps that are read, ticked, kept over the console, and taken back; none is done", async () => {
  const drafts = memoryDrafts();
  const first = await mount(freshSnapshot({ stores: lostOwn(NOW_MS) }), { drafts });
  await first.goTo("Status");
  await first.press("next-action");
  await first.shows("LOST: 1 of 3 voters answer");
  await first.press("choose", "down", "choose");
  await first.shows("systemctl stop example");
  await first.press("choose");
  await first.shows("[ OK ] 1 Stop it");
  await first.close();

  const second = await mount(freshSnapshot({ stores: lostOwn(NOW_MS) }), { drafts });
  await second.goTo("Status");
  await second.press("next-action", "choose");
  await second.shows("[ OK ] 1 Stop it");
  await second.press("down", "down", "down", "choose");
  await second.shows("[ -- ] 1 Stop it");
  await second.press("back");
  await second.shows("What to do   etcd");
  await second.press("back");
  await second.shows(">Status<");
  assert.deepEqual([...first.client.sent, ...second.client.sent], []);
  await second.close();
});

test("a quorum that comes back while its steps are read ends them", async () => {
  const app = await mount(freshSnapshot({ stores: lostOwn(NOW_MS) }));
  await app.goTo("Status");
  await app.press("next-action", "choose");
  await app.shows("Recovery   steps for people");
  app.client.change("stores", { own: known(voters(3, 3, NOW_MS)) });
  await app.shows("OK: 1 of 3 voters may fail");
  await app.press("choose");
  await app.shows(">Status<");
  await app.close();
});

test("without a datastore there is nothing to ask about", async () => {
  const app = await mount(freshSnapshot());
  await app.goTo("Status");
  await app.press("next-action");
  await app.shows(">Status<");
  await app.close();
});
