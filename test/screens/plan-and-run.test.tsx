import assert from "node:assert/strict";
import { test } from "node:test";
import { plannedStep } from "../support/plans.ts";
import { mount } from "../support/screen.tsx";
import { freshSnapshot, PLAN, runOf } from "../support/session.ts";

test("the plan is applied only after a question whose first answer is no", async () => {
  const app = await mount(freshSnapshot({ plan: PLAN }));
  app.client.answers = (command) =>
    command.do === "plan" ? { is: "planned", plan: PLAN } : { is: "ok" };
  await app.goTo("Cluster");
  await app.press("preview", "choose");
  await app.shows("Apply this plan to the host?");
  await app.press("choose");
  assert.equal(app.client.sent.filter((command) => command.do === "approve").length, 0);
  await app.press("choose", "down", "choose");
  assert.deepEqual(app.client.sent.at(-1), { do: "approve", hash: PLAN.plan.hash });
  await app.close();
});

test("a change of a network that is not here is planned without proof from the last question", async () => {
  const tried = plannedStep({ kind: "network.try", mark: "TRIED" });
  const plan = { ...PLAN, plan: { ...PLAN.plan, steps: [tried] } };
  const app = await mount(freshSnapshot({ plan }));
  app.client.answers = (command) =>
    command.do === "plan" ? { is: "planned", plan } : { is: "ok" };
  await app.goTo("Cluster");
  await app.press("preview", "choose", "down", "down");
  assert.match(app.screen(), /> This network is not here: plan its change without proof/);
  await app.press("choose");
  assert.deepEqual(app.client.sent.at(-1), { do: "plan-without-proof", hash: PLAN.plan.hash });
  await app.shows("Plan");
  await app.close();
});

test("a blocked plan cannot be applied and says what blocks it", async () => {
  const blocked = {
    ...PLAN,
    plan: {
      ...PLAN.plan,
      blocked: [{ code: "X", message: "a cluster is already here", hint: "Remove it first." }],
    },
  };
  const app = await mount(freshSnapshot({ plan: blocked }));
  app.client.answers = () => ({ is: "planned", plan: blocked });
  await app.goTo("Cluster");
  await app.press("preview", "choose");
  assert.match(app.screen(), /\[FAIL\] a cluster is already here/);
  assert.doesNotMatch(app.screen(), /Apply this plan/);
  await app.close();
});

test("a run is paused, resumed and cancelled by its keys, cancelling asks what to undo", async () => {
  const app = await mount(freshSnapshot({ run: runOf(["done", "running"]) }));
  await app.goTo("Cluster");
  await app.press("pause-run");
  app.client.change("run", runOf(["done"], { state: "paused", message: "paused by root" }));
  await app.press("resume-run", "cancel-run", "down", "choose");
  assert.deepEqual(app.client.sent, [
    { do: "pause" },
    { do: "resume" },
    { do: "cancel", undo: true },
  ]);
  await app.close();
});

test("the run view follows the step in progress until the person moves", async () => {
  const app = await mount(freshSnapshot({ run: runOf(["running"]) }));
  await app.goTo("Cluster");
  assert.match(app.screen(), /> \[ \.\. \] +1 /);
  app.client.change("run", runOf(["done", "running"]));
  await app.settle();
  assert.match(app.screen(), /> \[ \.\. \] +2 /);
  await app.press("first");
  app.client.change("run", runOf(["done", "done", "running"]));
  await app.settle();
  assert.match(app.screen(), /> \[ OK \] +1 /);
  await app.close();
});

test("the plan of a run that was cancelled can be looked at and applied again", async () => {
  const ended = { state: "cancelled" as const, endedMs: 1, message: "cancelled by root" };
  const app = await mount(freshSnapshot({ plan: PLAN, run: runOf(["done"], ended) }));
  app.client.answers = (command) =>
    command.do === "plan" ? { is: "planned", plan: PLAN } : { is: "ok" };
  await app.goTo("Cluster");
  await app.press("preview", "choose", "down", "choose");
  assert.deepEqual(app.client.sent.at(-1), { do: "approve", hash: PLAN.plan.hash });
  app.client.change("run", runOf(["done"], { ...ended, state: "succeeded", message: "done" }));
  await app.settle();
  assert.match(app.screen(), /Cluster > Run +SUCCEEDED/);
  await app.close();
});

test("between two steps it is said what is done, and which step comes next", async () => {
  const between = await mount(freshSnapshot({ run: runOf(["done", "done"]) }));
  await between.goTo("Cluster");
  assert.match(between.screen(), /^\[ \.\. \] Looking at the host before step 3 of \d+: \S.*$/m);
  assert.doesNotMatch(between.screen(), /Run running/);
  await between.close();
  const run = runOf([]);
  const done = { ...run, steps: run.steps.map((step) => ({ ...step, state: "done" as const })) };
  const after = await mount(freshSnapshot({ run: done }));
  await after.goTo("Cluster");
  assert.match(after.screen(), /^\[ \.\. \] Looking whether the host is as the plan has it/m);
  await after.close();
});

test("elapsed time grows by itself while a step runs", async () => {
  const app = await mount(freshSnapshot({ run: runOf(["running"]) }));
  await app.goTo("Cluster");
  assert.match(app.screen(), /0:10, usual 2 s, limit 1:00/);
  app.clock.advance(8000);
  await app.settle();
  assert.match(app.screen(), /0:20, usual 2 s, limit 1:00/);
  await app.close();
});

test("a run of the past is read, and nothing on it acts", async () => {
  const old = runOf(["done", "failed"], { id: "run-0", state: "paused", message: "failed" });
  const app = await mount(freshSnapshot());
  app.client.answers = (command) => {
    if (command.do === "show-run") return { is: "run", run: old };
    const { id, title, state, startedMs, endedMs } = old;
    return { is: "runs", runs: [{ id, title, state, startedMs, endedMs, steps: 7 }] };
  };
  await app.goTo("Activity");
  await app.press("past-runs");
  await app.shows("1 run");
  app.clock.advance(400);
  await app.press("choose");
  assert.match(app.screen(), /Activity > Run +PAUSED/);
  assert.doesNotMatch(app.line(23), /go on|cancel|pause/);
  await app.press("back", "back");
  assert.match(app.screen(), /Activity +2 entries/);
  await app.close();
});
