import assert from "node:assert/strict";
import { test } from "node:test";
import { type App, mount, PROFILES } from "../support/screen.tsx";
import { finishedSnapshot, freshSnapshot, PENDING, runOf } from "../support/session.ts";

test("Ctrl-T draws in the next way and says which, in a text field too", async () => {
  const app = await mount(freshSnapshot(), { profile: PROFILES.utf8 });
  await app.goTo("Settings");
  await app.press("choose");
  assert.match(app.screen(), /─{20}/);
  await app.press("next-display");
  assert.match(
    app.screen(),
    /\[ OK \] Drawn with lines and boxes, 16 colours\. Ctrl-T for the next/,
  );
  await app.type("\u001b[14~");
  assert.match(app.screen(), /Drawn with ASCII only, 16 colours\./);
  assert.match(app.screen(), /-{20}/);
  assert.doesNotMatch(app.screen(), /[^ -~\n]/);
  await app.press("next-display");
  assert.match(app.screen(), /Drawn with ASCII only, no colour\./);
  await app.press("next-display");
  assert.match(app.screen(), /Drawn with all of UTF-8, 16 colours\./);
  assert.match(app.screen(), /─{20}/);
  await app.typeSlowly("edge7");
  assert.match(app.screen(), /> Host name +edge7/);
  app.clock.advance(11_000);
  await app.settle();
  assert.doesNotMatch(app.screen(), /Drawn with/);
  await app.close();
});

test("the console closes only after a question, and says it was left", async () => {
  const app = await mount(freshSnapshot());
  await app.press("quit");
  assert.match(app.screen(), /Close this console\?/);
  await app.press("back");
  assert.doesNotMatch(app.screen(), /Close this console/);
  await app.press("quit", "down", "choose");
  assert.equal(await app.ended, "quit");
});

test("a lost terminal ends the console without a word", async () => {
  const app = await mount(freshSnapshot());
  app.hangUp();
  assert.equal(await app.ended, "hang-up");
});

test("the first frame does not wait for the agent", async () => {
  const app = await mount(freshSnapshot(), { client: new Promise(() => {}) });
  assert.match(app.screen(), /Waiting for the agent's first answer/);
  assert.match(
    app.screen(),
    /Connecting to the agent since 12:30:49, usual 1 s; started if needed\n/,
  );
  await app.close();
});

test("an agent that cannot be reached is said with the reason", async () => {
  const app = await mount(freshSnapshot(), { client: Promise.reject(new Error("no socket")) });
  await app.shows("The agent cannot be reached.");
  assert.match(app.screen(), /no socket/);
  assert.match(app.line(1), /LINK LOST/);
  await app.close();
});

const CROWDED = freshSnapshot({ run: runOf(["done", "running"]), registration: PENDING });

test("no screen of any size is blank, too wide or too high", async () => {
  const sizes = [80, 79, 81, 100, 160, 200, 40, 20, 7, 2, 1];
  const app = await mount(CROWDED, { profile: PROFILES.utf8 });
  for (const columns of sizes) {
    for (const rows of [24, 25, 50, 23, 12, 3, 2, 1]) {
      await app.resize(columns, rows);
      await app.press("next-screen");
      const lines = app.screen().split("\n");
      assert.ok(app.screen().trim() !== "", `${columns}x${rows} is blank`);
      assert.ok(lines.length <= Math.max(1, rows - 1), `${columns}x${rows} is too high`);
      const widest = Math.max(...lines.map((line) => line.length));
      assert.ok(widest <= Math.max(1, columns - 1), `${columns}x${rows} is too wide`);
    }
  }
  await app.close();
});

test("Ctrl-L brings back a screen that was written over", async () => {
  const app = await mount(finishedSnapshot());
  const before = app.screen();
  await scribble(app);
  await app.press("redraw");
  assert.equal(app.screen(), before);
  await app.close();
});

/** A resize to the same size draws anew as well; that is how the test device is written over. */
async function scribble(app: App): Promise<void> {
  const length = app.sent().length;
  await app.press("redraw");
  assert.ok(app.sent().slice(length).includes("\u001b[H\u001b[J"));
}
