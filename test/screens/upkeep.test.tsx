import assert from "node:assert/strict";
import { test } from "node:test";
import { writeJoinPaper } from "../../src/cluster/index.ts";
import { known } from "../../src/engine/index.ts";
import { BringupError, errorView } from "../../src/errors/index.ts";
import type { Answer, PlanSlice } from "../../src/session/index.ts";
import { planOf } from "../support/plans.ts";
import { mount } from "../support/screen.tsx";
import { freshSnapshot, OFFERS } from "../support/session.ts";
import { letIn, memberOfThree, openJoin, openUpkeep } from "../support/upkeep-pictures.ts";

test("what a member shows for one more host is the line of the engine, and is not on the page afterwards", async () => {
  const app = await mount(memberOfThree());
  await letIn(app);
  assert.deepEqual(app.client.sent.at(-1), {
    ...{ do: "mint-join", role: "control-plane", node: "edge4" },
  });
  assert.match(app.screen(), /bringup-join-1\.eyJ/);
  await app.press("back");
  await app.shows("Upkeep > Let one more host in");
  assert.doesNotMatch(app.screen(), /eyJ/);
  await app.close();
});

test("an upgrade is offered to what lies on the host; removing says whether the node still answers", async () => {
  const app = await mount(memberOfThree());
  await openUpkeep(app);
  app.clock.advance(400);
  await app.press("down", "down", "choose");
  await app.shows("1.36.1+k3s1");
  app.clock.advance(400);
  await app.press("last", "up", "choose");
  assert.deepEqual(app.client.sent.at(-1), {
    ...{ do: "plan-operation", operation: "upgrade" },
    params: {
      ...{ cluster: "edge", distribution: "k3s" },
      ...{ to: "1.36.1+k3s1", artefacts: "/opt/bringup/next" },
    },
  });
  await app.press("back");
  app.clock.advance(400);
  await app.press("down", "down", "choose");
  await app.shows("Upkeep > Remove another node");
  app.clock.advance(400);
  await app.press("down", "choose");
  await app.shows("it is gone for good");
  await app.press("last", "up", "choose");
  assert.deepEqual(app.client.sent.at(-1), {
    ...{ do: "plan-operation", operation: "remove-peer" },
    params: { cluster: "edge", distribution: "k3s", node: "edge2", dead: "yes" },
  });
  await app.close();
});

test("while the agent thinks the page says so, and a second Enter asks for nothing", async () => {
  const app = await mount(memberOfThree());
  await openUpkeep(app);
  const waiting = Promise.withResolvers<Answer>();
  app.client.answers = () => waiting.promise;
  const asked = app.client.sent.length;
  await app.press("last");
  for (let tries = 0; tries < 9 && !app.screen().includes("> Renew certificates"); tries += 1)
    await app.press("up");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("planning");
  app.clock.advance(400);
  await app.press("choose");
  assert.equal(app.client.sent.length, asked + 1);
  waiting.resolve({
    is: "refused",
    error: errorView(new BringupError("RUN_ACTIVE", "a run changes this host now")),
  });
  await app.shows("A run changes this host now");
  assert.doesNotMatch(app.screen(), /planning/);
  await app.close();
});

test("a pasted line becomes the plan of a join; a broken one is told, and its text is never shown", async () => {
  const app = await mount({ ...freshSnapshot(), offers: OFFERS });
  await openJoin(app);
  const line = writeJoinPaper({
    cluster: { name: "edge", distribution: "k3s", version: "1.35.3+k3s1" },
    role: "worker",
    material: { server: "10.10.216.81", token: "K10deep-secret::server:abc" },
  });
  app.clock.advance(400);
  await app.press("first", "choose");
  await app.typeSlowly(`${line.slice(0, -2)}\r`);
  await app.press("back", "last", "up");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("it was cut or changed on the way");
  assert.equal(app.client.sent.length, 0);
  await app.press("first", "choose");
  await app.typeSlowly(`${line.slice(-2)}\r`);
  await app.press("back", "last", "up");
  app.clock.advance(400);
  await app.press("choose");
  const sent = app.client.sent.at(-1);
  assert.ok(sent?.do === "plan");
  assert.deepEqual(sent.secrets, { "join-token": "K10deep-secret::server:abc" });
  assert.match(sent.documentText, /role: worker/);
  assert.match(sent.documentText, /artefacts: \/opt\/bringup\/artefacts/);
  assert.doesNotMatch(sent.documentText, /deep-secret/);
  assert.doesNotMatch(app.screen(), /eyJ/);
  await app.close();
});

test("what was said of one act is not said of another; what cannot be done now says why", async () => {
  const { cluster, ...member } = memberOfThree();
  assert.ok(cluster?.nodes.is === "known");
  const alone = known(cluster.nodes.value.filter(({ isThisHost }) => isThisHost));
  const app = await mount({ ...member, cluster });
  await openUpkeep(app);
  app.clock.advance(400);
  await app.press("choose");
  app.clock.advance(400);
  await app.press("choose");
  await app.typeSlowly("edge9\r");
  await app.press("back");
  app.clock.advance(400);
  await app.press("down", "down", "down", "down", "choose");
  await app.shows("Upkeep > Remove another node");
  assert.match(app.screen(), /> Node +edge2/);
  await app.press("back");
  app.client.change("cluster", { ...cluster, nodes: alone });
  await app.shows("Not now. There is no other node in this cluster.");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("[WARN] There is no other node in this cluster.");
  await app.press("last");
  await app.shows("Remove cluster, on the page");
  await app.close();
});

test("a line for a stick is never on the screen; a refusal is read as a whole", async () => {
  const app = await mount(memberOfThree());
  await letIn(app, "on a USB stick");
  const asked = { do: "mint-join", role: "control-plane", node: "edge4", to: "sticks" };
  assert.deepEqual(app.client.sent.at(-1), asked);
  await app.shows("The line is in bringup-join-edge4.txt on SITE");
  await app.shows("It lasts until 2026-11-22 12:30 UTC");
  await app.press("choose");
  const hint = "Leave the one in that is to carry it, and write the line anew after that.";
  const message = "2 sticks are plugged in";
  app.client.answers = () => ({
    ...{ is: "refused", error: { code: "STICK_REFUSED", kind: "environment", message, hint } },
  });
  app.clock.advance(400);
  await app.press("choose");
  await app.shows(`${message}. Leave the one in that is to carry it, and write the`);
  assert.match(app.screen(), /\nline anew after that\./);
  await app.close();
});

test("a line that was brought on a stick is found, taken and planned; it is over when its time is", async () => {
  const app = await mount({ ...freshSnapshot(), offers: OFFERS });
  await openJoin(app);
  const endsMs = app.clock.nowMs() + 60_000;
  const text = writeJoinPaper({
    cluster: { name: "edge", distribution: "k3s", version: "1.35.3+k3s1" },
    role: "worker",
    material: { server: "10.10.216.81", token: "K10deep-secret::server:abc", endsMs },
  });
  const papers = [{ from: "stick:SITE/bringup-join-edge4.txt", text }];
  app.client.answers = ({ do: what }) =>
    what === "look-for-join" ? { is: "join-papers", papers, problems: [] } : { is: "ok" };
  await app.press("down", "down");
  await app.shows("> Look on USB sticks");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("Take stick:SITE/bringup-join-edge4.txt");
  await app.press("down");
  await app.shows("Cluster edge, k3s 1.35.3+k3s1, this host as worker, through 10.10.216.81");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("> Preview the plan");
  app.clock.advance(400);
  await app.press("choose");
  const sent = app.client.sent.at(-1);
  assert.ok(sent?.do === "plan");
  assert.deepEqual(sent.secrets, { "join-token": "K10deep-secret::server:abc" });
  assert.doesNotMatch(app.screen(), /eyJ/);
  app.clock.advance(60_000);
  await app.press("choose");
  await app.shows("make a new one on a member, or");
  await app.close();
});

test("a plan that another console made in the meantime is not shown as this one's, nor approved", async () => {
  const app = await mount(memberOfThree());
  await openUpkeep(app);
  const own: PlanSlice = { plan: planOf(), documentText: "" };
  app.client.answers = () => {
    app.client.change("plan", own);
    return { is: "planned", plan: own };
  };
  app.clock.advance(400);
  await app.press("down", "down", "down", "choose");
  await app.shows("Upkeep > Plan 3f9a0c11d2e4");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("Apply this plan to the host?");
  const other = planOf({ hash: "0".repeat(64) });
  app.client.change("plan", { plan: other, documentText: "" });
  await app.shows("Another console has made another plan since");
  app.clock.advance(400);
  await app.press("choose", "back");
  await app.shows("Upkeep of the cluster");
  assert.ok(!app.client.sent.some(({ do: what }) => what === "approve"));
  await app.close();
});

test("where the host changed under a plan, the one that takes its place is shown to be approved", async () => {
  const app = await mount(memberOfThree());
  await openUpkeep(app);
  const own: PlanSlice = { plan: planOf(), documentText: "" };
  const next: PlanSlice = { plan: planOf({ hash: "7".repeat(64) }), documentText: "" };
  const error = { code: "PLAN_CHANGED", kind: "conflict", message: "changed", hint: "" } as const;
  app.client.answers = ({ do: what }): Answer => {
    app.client.change("plan", what === "approve" ? next : own);
    return what === "approve" ? { is: "refused", error } : { is: "planned", plan: own };
  };
  app.clock.advance(400);
  await app.press("down", "down", "down", "choose");
  await app.shows("Upkeep > Plan 3f9a0c11d2e4");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("Apply this plan to the host?");
  app.clock.advance(400);
  await app.press("down", "choose");
  await app.shows("Upkeep > Plan 777777777777");
  await app.close();
});
