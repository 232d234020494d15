import assert from "node:assert/strict";
import { test } from "node:test";
import { known, unknown } from "../../src/engine/index.ts";
import type { Snapshot } from "../../src/session/index.ts";
import { mount } from "../support/screen.tsx";
import { finishedSnapshot, freshSnapshot } from "../support/session.ts";

const silent = unknown("refused");
const SILENT: Snapshot["cluster"] = {
  ...{ distribution: "k3s", atMs: 0, installed: known({ version: "1.35.3+k3s1" }) },
  unit: known({ name: "k3s.service", active: "active", sub: "running", restarts: 0 }),
  ...{ api: silent, nodes: silent, pods: silent, certificateEndsMs: silent },
};

test("a restart is asked for only after a question whose first answer is no", async () => {
  const app = await mount(freshSnapshot());
  await app.press("power");
  await app.shows("[ OK ] no cluster on this host");
  await app.press("down", "choose");
  await app.shows("> No, leave it running");
  await app.press("choose");
  assert.deepEqual(app.client.sent, []);
  await app.press("choose", "down", "choose");
  assert.deepEqual(app.client.sent, [{ do: "power", to: "reboot" }]);
  await app.close();
});

test("what stops with the only node is said before", async () => {
  const app = await mount(finishedSnapshot());
  await app.press("power");
  await app.shows("[ OK ] the only node: everything on it stops until it is back");
  await app.press("back");
  await app.shows(">Overview<");
  await app.close();
});

test("where it is not sure that the host may stop, nothing but the cluster's name will do", async () => {
  const finished = finishedSnapshot();
  const stores = { own: silent };
  const app = await mount({ ...finished, cluster: SILENT, stores });
  const word = finished.document.effective.spec.cluster?.name ?? finished.host.hostname;
  await app.press("power");
  await app.shows("[ ?? ] the nodes of the cluster could not be asked");
  await app.press("down", "down", "choose");
  await app.shows(`Type ${word} to do it all the same`);
  for (const typed of ["yes\r", "\u0015\r"]) await app.typeSlowly(typed);
  await app.shows(`That is not ${word}`);
  assert.deepEqual(app.client.sent, []);
  await app.typeSlowly(`\u0015${word}\r`);
  assert.deepEqual(app.client.sent, [{ do: "power", to: "off", name: word }]);
  await app.close();
});
