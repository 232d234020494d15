import "../support/screen-environment.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { BringupError, errorView } from "../../src/errors/index.ts";
import { createFakeLog, HOSTILE, K3S_LINES } from "../support/logs.ts";
import { type App, mount, PROFILES, type ScreenProfile } from "../support/screen.tsx";
import { freshSnapshot } from "../support/session.ts";

async function openLogs(profile: ScreenProfile, log = createFakeLog(K3S_LINES)): Promise<App> {
  const app = await mount(freshSnapshot(), { profile });
  app.client.answers = log.answer;
  await app.press("logs");
  await app.shows("Logs   k3s");
  return app;
}

const body = (app: App) => app.screen().split("\n").slice(5, -2);
const later = async (app: App) => {
  app.clock.advance(3000);
  await app.settle();
};
const numbered = (count: number, from = 1) =>
  Array.from({ length: count }, (_, at) => ({ text: `line ${from + at}.` }));

test("the end of a log is followed, stopped with what is new counted, and followed again", async () => {
  const log = createFakeLog(numbered(60));
  const app = await openLogs(PROFILES.utf8, log);
  await app.shows("line 60.");
  log.write(...numbered(1, 61));
  await later(app);
  assert.match(app.screen(), /line 61\./);
  await app.press("pause-log");
  assert.match(app.screen(), / paused/);
  log.write(...numbered(5, 62));
  log.miss(100);
  await later(app);
  assert.match(app.screen(), /paused, \+105 new/);
  assert.doesNotMatch(app.screen(), /line 62\./);
  await app.press("pause-log");
  assert.match(app.screen(), /\+100 lines[\s\S]*line 66\./);
  assert.match(app.screen(), /following/);
  await app.close();
});

test("looking back stops it, and the end follows again", async () => {
  const log = createFakeLog(numbered(60));
  const app = await openLogs(PROFILES.utf8, log);
  await app.press("up", "up");
  assert.equal(body(app).at(-1), "line 58.");
  await app.press("page-up");
  assert.equal(body(app).at(-1), "line 43.");
  await app.press("first");
  assert.equal(body(app)[0], "line 1.");
  await app.press("page-down");
  assert.match(app.screen(), /paused, \+\d+ new/);
  await app.press("last");
  assert.equal(body(app).at(-1), "line 60.");
  assert.match(app.screen(), /following/);
  await app.close();
});

test("Tab reads the next log, Enter lists them, and words choose lines", async () => {
  const app = await openLogs(PROFILES.utf8);
  await app.press("next-log");
  await app.shows("Logs   kubelet");
  await app.press("previous-log", "previous-log");
  await app.shows("Logs   kernel");
  await app.press("choose");
  await app.shows("4 on this host");
  await app.press("first");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("Logs   k3s");
  await app.press("filter");
  await app.type("Error");
  await app.press("next-field");
  await app.shows('only "Error"');
  assert.deepEqual(body(app).filter(Boolean).length, 1);
  await app.press("back");
  await app.shows("Starting k3s");
  await app.press("back");
  await app.shows(">Overview<");
  await app.close();
});

test("long lines are cut, moved and wrapped", async () => {
  const text = `begin ${"0123456789".repeat(20)} end`;
  const app = await openLogs(PROFILES.utf8, createFakeLog([{ text }]));
  assert.match(body(app)[0] ?? "", /^begin 0123.*\.\.$/);
  await app.press("line-right");
  assert.match(body(app)[0] ?? "", /^<456789/);
  await app.press("line-left", "wrap-lines");
  assert.equal(
    body(app)
      .filter(Boolean)
      .map((line) => line.trim())
      .join(""),
    text,
  );
  await app.close();
});

test("on a serial line the end of a line that fills it several times is shown wrapped", async () => {
  const text = `begin ${"0123456789".repeat(500)} end`;
  const app = await openLogs(PROFILES.ascii, createFakeLog([{ text }, { text: "short" }]));
  await app.press("wrap-lines");
  const lines = body(app).filter(Boolean);
  assert.deepEqual(
    [lines.at(-1), lines.length > 8, /9 end$/.test(lines.at(-2) ?? "")],
    ["short", true, true],
  );
  await app.close();
});

test("nothing that a program writes reaches a device, and the screen around it stays whole", async () => {
  for (const profile of [PROFILES.ascii, PROFILES.utf8, PROFILES.console]) {
    const whole = await openLogs(profile, createFakeLog([{ text: "harmless" }]));
    const log = createFakeLog([{ text: "harmless" }]);
    const app = await openLogs(profile, log);
    const before = app.sent().length;
    for (const text of [...HOSTILE, "\u001b[999C".repeat(100), "x".repeat(100_000)]) {
      log.write({ text, from: text.slice(0, 64) });
      await later(app);
    }
    await app.press("pause-log", "pause-log");
    const sent = app.sent().slice(before);
    for (const harm of ["\u001b[2J", "\u001b]", "\u001bP", "\u001bc", "\u0007", "\u009b", "\u202e"])
      assert.equal(sent.includes(harm), false, JSON.stringify(harm));
    const frame = (shown: App) => [1, 2, 3, 5, 23].map((row) => shown.line(row));
    await whole.press("pause-log", "pause-log");
    assert.deepEqual(frame(app), frame(whole), profile.name);
    // It takes one row, and leaves the others theirs.
    assert.match(app.screen(), /x{20}/);
    if (profile === PROFILES.utf8) assert.equal(body(app).filter(Boolean).length, 16);
    await Promise.all([app.close(), whole.close()]);
  }
});

test("on a serial line a flood is a count and its newest lines, within its share of the line", async () => {
  const log = createFakeLog(numbered(30));
  const app = await openLogs(PROFILES.ascii, log);
  const before = app.sent().length;
  let next = 31;
  const seconds = 120;
  for (let at = 0; at < seconds; at += 1) {
    log.write(...numbered(200, next));
    next += 200;
    log.miss(9800);
    app.clock.advance(1000);
    await app.settle();
  }
  const bytes = app.sent().length - before;
  assert.match(app.screen(), /^\+\d+ lines$/m);
  // Somebody who asks for the end gets all of it that there is.
  await app.press("pause-log", "last");
  assert.equal(body(app).at(-1), `line ${next - 1}.`);
  assert.equal(body(app).at(-2), `line ${next - 2}.`);
  assert.ok(bytes <= seconds * 48, `${bytes} bytes in ${seconds} s`);
  await app.close();
});

test("a console that may only look is told so, and asks no more", async () => {
  const app = await mount(freshSnapshot(), { profile: PROFILES.ascii });
  const error = errorView(new BringupError("VIEW_ONLY", "this console only looks"));
  app.client.answers = () => ({ is: "refused", error });
  await app.press("logs");
  await app.shows("This console only looks. Take control of the host first (t)");
  const asked = app.client.sent.length;
  await later(app);
  assert.equal(app.client.sent.length, asked);
  await app.close();
});
