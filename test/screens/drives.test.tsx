import assert from "node:assert/strict";
import { test } from "node:test";
import { MAIN, manyDrives } from "../support/drives.ts";
import { type App, mount } from "../support/screen.tsx";

async function openDrives(): Promise<App> {
  const app = await mount(manyDrives());
  await app.goTo("Checks");
  await app.press("drives");
  await app.shows("Drives   5 seen");
  return app;
}

test("Enter shows a drive whole, Esc goes back to the list and then to Checks; nothing is sent", async () => {
  const app = await openDrives();
  await app.press("down", "down", "choose");
  await app.shows("sda1 part of an LVM volume group, 2 TB");
  await app.press("back");
  await app.shows("> [WARN] /dev/sda");
  await app.press("back");
  await app.shows(">Checks");
  assert.deepEqual(app.client.sent, []);
  await app.close();
});

test("the chosen drive stands in Settings under the name that stays, and can be taken back", async () => {
  const app = await openDrives();
  await app.press("down", "choose");
  await app.shows("> Back, change nothing");
  await app.press("down", "choose");
  await app.shows("/dev/nvme1n1 comes with the next plan");
  await app.shows("TO INSTALL ON");
  await app.press("back");
  await app.goTo("Settings");
  await app.press("last");
  while (!app.screen().includes("> Install on drive")) await app.press("up");
  assert.match(app.screen(), /> Install on drive +\/dev\/disk\/by-id\/nvme-SAMSUNG/);
  await app.press("undo-edit");
  await app.shows("> Install on drive      -");
  await app.close();
});

test("the drive that runs this system is named only by an answer to a question that says so", async () => {
  const app = await openDrives();
  await app.press("choose");
  await app.shows("It holds the running system.");
  await app.press("down", "choose");
  await app.shows(`Name ${MAIN.path}, which runs the system you are looking at?`);
  await app.press("choose");
  await app.shows("> Install on it");
  await app.press("back");
  await app.shows("none named for an installation");
  await app.press("choose", "down", "choose");
  await app.shows("> No, leave it");
  await app.press("down", "choose");
  await app.shows("install on /dev/nvme0n1");
  assert.deepEqual(app.client.sent, []);
  await app.close();
});

test("r looks at the host again", async () => {
  const app = await openDrives();
  await app.press("refresh");
  assert.deepEqual(app.client.sent, [{ do: "refresh" }]);
  await app.close();
});
