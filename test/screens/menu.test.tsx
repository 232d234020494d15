import "../support/screen-environment.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { moveHighlight, windowStart } from "../../screens/components/menu-window.ts";
import type { Snapshot } from "../../src/session/index.ts";
import { mount } from "../support/screen.tsx";
import { CHECKS, freshSnapshot } from "../support/session.ts";

const highlighted = (screen: string) =>
  screen
    .split("\n")
    .slice(3)
    .find((line) => line.startsWith("> ")) ?? "";

const withResults = (results: Snapshot["checks"]["results"]) => ({ ...CHECKS, results });

test("a digit moves the highlight and does nothing else", async () => {
  const app = await mount(freshSnapshot());
  await app.type("3");
  assert.equal(highlighted(app.screen()), "> Go on in local mode, without the plane");
  assert.deepEqual(app.client.sent, []);
  await app.type("9");
  assert.equal(highlighted(app.screen()), "> Go on in local mode, without the plane");
  await app.close();
});

test("the highlight stays on its row when rows come and go around it", async () => {
  const app = await mount(freshSnapshot());
  await app.goTo("Checks");
  await app.press("down", "down");
  assert.match(highlighted(app.screen()), /Clock/);
  app.client.change(
    "checks",
    withResults(CHECKS.results.filter(({ status }) => status !== "fail")),
  );
  await app.settle();
  assert.match(highlighted(app.screen()), /Clock/);
  await app.close();
});

test("when the highlighted row goes, the one in its place is highlighted", async () => {
  const app = await mount(freshSnapshot());
  await app.goTo("Checks");
  await app.press("down");
  assert.match(highlighted(app.screen()), /Drive latency/);
  app.client.change(
    "checks",
    withResults(CHECKS.results.filter(({ title }) => title !== "Drive latency")),
  );
  await app.settle();
  assert.match(highlighted(app.screen()), /Clock/);
  await app.close();
});

test("an Enter just after the list changed does nothing", async () => {
  const app = await mount(freshSnapshot());
  await app.press("down", "down");
  app.client.change("registration", {
    state: "local",
    message: "Local mode.",
    sinceMs: app.clock.nowMs(),
  });
  await app.settle();
  await app.press("choose");
  assert.match(app.line(2), />Overview</);
  app.clock.advance(300);
  await app.press("choose");
  assert.match(app.line(2), />Cluster</);
  await app.close();
});

test("an empty list takes Enter without harm", async () => {
  const app = await mount(freshSnapshot({ activity: [] }));
  await app.goTo("Activity");
  await app.type("\r3\u001b[B\u001b[F");
  assert.match(app.screen(), /Nothing has happened yet/);
  await app.close();
});

test("several keys in one read move one row each and stop at the ends", async () => {
  const app = await mount(freshSnapshot());
  await app.goTo("Checks");
  await app.type("jjj");
  assert.match(highlighted(app.screen()), /TPM/);
  await app.type("\u001b[F\u001b[B\u001b[B");
  assert.match(highlighted(app.screen()), /Gateway/);
  await app.type("\u001b[Hkk");
  assert.match(highlighted(app.screen()), /Main drive/);
  await app.close();
});

test("moving and choosing typed ahead in one read act on the row moved to", async () => {
  const app = await mount(freshSnapshot());
  await app.type("jj\r");
  assert.deepEqual(app.client.sent, [{ do: "go-local" }]);
  await app.close();
});

test("the highlight is where it was left when the screen is opened again", async () => {
  const app = await mount(freshSnapshot());
  await app.goTo("Checks");
  await app.press("down", "down", "next-screen");
  await app.goTo("Checks");
  assert.match(highlighted(app.screen()), /Clock/);
  await app.close();
});

test("a long list scrolls no more than it must and marks what is above and below", async () => {
  const [first] = CHECKS.results;
  const results = Array.from({ length: 40 }, (_, index) => ({
    ...(first as (typeof CHECKS.results)[number]),
    id: `check.n${index}`,
    title: `Check ${index}`,
  }));
  const app = await mount(freshSnapshot({ checks: withResults(results) }));
  await app.goTo("Checks");
  const rows = () => app.screen().split("\n").slice(5, 15);
  assert.match(rows()[9] ?? "", /^v \[ OK \] Check 9/);
  await app.press("page-down");
  assert.match(rows()[0] ?? "", /^\^ \[ OK \] Check 1 /);
  assert.match(rows()[9] ?? "", /^> \[ OK \] Check 10/);
  await app.press("last");
  assert.match(rows()[9] ?? "", /^> \[ OK \] Check 39/);
  await app.press("first");
  assert.match(rows()[0] ?? "", /^> \[ OK \] Check 0/);
  await app.close();
});

test("the window holds the highlight for every place in it", () => {
  for (let index = 0; index < 20; index++) {
    const start = windowStart({ start: 7, index, rows: 5, count: 20 });
    assert.ok(start <= index && index < start + 5, `${index} in ${start}`);
    assert.ok(start >= 0 && start <= 15);
  }
  assert.equal(windowStart({ start: 7, index: 9, rows: 5, count: 20 }), 7);
  assert.equal(moveHighlight(99, 4), 3);
  assert.equal(moveHighlight(-2, 4), 0);
});
