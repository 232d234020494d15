import assert from "node:assert/strict";
import { test } from "node:test";
import { ownCluster, planRemoval } from "../support/removal-pictures.ts";
import { mount } from "../support/screen.tsx";
import { finishedSnapshot, PLAN } from "../support/session.ts";

test("a cluster is removed only after its name was typed, letter by letter", async () => {
  const app = await mount(ownCluster());
  await planRemoval(app);
  await app.press("choose");
  await app.shows("DATA LOSS: Remove K3s cluster edge with all its data");
  for (const typed of ["yes\r", "\u0015\r", "\u0015edg\r"]) await app.typeSlowly(typed);
  await app.shows("That is not edge");
  const asked = () => app.client.sent.map((command) => command.do);
  assert.deepEqual(asked(), ["plan-operation"]);
  await app.typeSlowly("\u0015edge\r");
  assert.deepEqual(app.client.sent.at(-1), {
    ...{ do: "approve", hash: PLAN.plan.hash },
    name: "edge",
  });
  await app.close();
});

test("one that somebody else set up is not offered to be removed", async () => {
  const app = await mount(finishedSnapshot());
  await app.goTo("Cluster");
  await app.press("last");
  assert.doesNotMatch(app.screen(), /Remove cluster/);
  await app.close();
});
