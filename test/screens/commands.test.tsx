import assert from "node:assert/strict";
import { test } from "node:test";
import { KEYMAP } from "../../hooks/keymap.ts";
import type { Span } from "../../screens/components/line.tsx";
import { helpLines } from "../../screens/help.tsx";
import { SCREENS } from "../../screens/index.ts";
import { type App, mount, PROFILES } from "../support/screen.tsx";
import { finishedSnapshot, freshSnapshot, PENDING, PLAN, runOf } from "../support/session.ts";

test("Tab walks through every screen and back to the first", async () => {
  const app = await mount(freshSnapshot());
  const seen: string[] = [];
  for (const _ of SCREENS) {
    seen.push(/>(\w+)/.exec(app.line(2))?.[1] ?? "");
    await app.press("next-screen");
  }
  const walk = SCREENS.filter(({ isPopUp }) => isPopUp !== true).map(({ title }) => title);
  assert.deepEqual(seen, [...walk, "Overview"]);
  await app.type("\u001b[Z\u001b[Z");
  assert.match(app.line(2), />Activity</);
  await app.close();
});

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

test("every command a screen names is offered there in one of its states", async () => {
  const paused = runOf(["done", "failed"], { state: "paused", message: "failed" });
  const snapshots = [
    freshSnapshot(),
    freshSnapshot({ run: runOf(["running"]) }),
    freshSnapshot({ run: paused }),
  ];
  const offered = new Map<string, string>();
  for (const snapshot of snapshots) {
    const app = await mount(snapshot, { profile: PROFILES.large });
    app.client.answers = (command) =>
      command.do === "plan" ? { is: "planned", plan: PLAN } : { is: "ok" };
    app.client.change("plan", PLAN);
    for (const { id, title, isPopUp } of SCREENS) {
      if (isPopUp) continue;
      await app.goTo(title);
      const lines = [app.line(49)];
      if (id === "settings" || id === "cluster") {
        await app.type("\rx");
        await app.press("leave-field");
        lines.push(app.line(49));
        await app.press("preview");
        lines.push(app.line(49));
      }
      offered.set(id, `${offered.get(id) ?? ""}   ${lines.join("   ")}`);
    }
    await app.close();
  }
  for (const { id, commands } of SCREENS) {
    for (const command of commands) {
      const shown = KEYMAP.find((binding) => binding.command === command)?.shown;
      assert.ok(offered.get(id)?.includes(`   ${shown} `), `${command} on ${id}`);
    }
  }
});

test("elapsed time grows by itself while a step runs", async () => {
  const app = await mount(freshSnapshot({ run: runOf(["running"]) }));
  await app.goTo("Cluster");
  assert.match(app.screen(), /0:12, usual 2 s, limit 1:00/);
  app.clock.advance(8000);
  await app.settle();
  assert.match(app.screen(), /0:20, usual 2 s, limit 1:00/);
  await app.close();
});

test("a waiver goes into the document with its reason, and needs one", async () => {
  const app = await mount(freshSnapshot());
  await app.goTo("Checks");
  await app.press("waive");
  await app.type("\r");
  assert.match(app.screen(), /Say why, in a few words\./);
  await app.typeSlowly("lab box");
  await app.type("\r");
  const [sent] = app.client.sent;
  assert.ok(sent?.do === "save-document");
  assert.equal(sent.expectedGeneration, 1);
  assert.match(sent.documentText, /- id: hardware\.main-disk\n +reason: lab box/);
  await app.close();
});

test("when another console has control, t takes it", async () => {
  const app = await mount(freshSnapshot());
  app.client.answers = (command) =>
    command.do === "take-lease"
      ? { is: "ok" }
      : {
          is: "refused",
          error: {
            code: "LEASE_HELD",
            kind: "conflict",
            message: "root on tty1 has control of this host",
            hint: "Another console has control: bringup run take.",
          },
        };
  await app.goTo("Checks");
  await app.press("check-again");
  assert.match(app.screen(), /\[FAIL\] Root on tty1 has control of this host\./);
  assert.match(app.screen(), /t take control/);
  await app.press("take-control");
  assert.deepEqual(app.client.sent.at(-1), { do: "take-lease" });
  await app.close();
});

test("help opens over a screen and Esc goes back to it", async () => {
  const app = await mount(freshSnapshot());
  await app.goTo("Status");
  await app.type("?");
  assert.match(app.screen(), /Help +Esc goes back/);
  await app.press("back");
  assert.match(app.line(2), />Status</);
  await app.goTo("Settings");
  await app.type("\r\u0007");
  assert.match(app.screen(), /Help +Esc goes back/);
  await app.close();
});

test("every command is explained on the help page, on lines that fit", () => {
  const text = (spans: readonly Span[]) =>
    spans.map((span) => (typeof span === "string" ? span : span.text)).join("");
  const lines = helpLines().map(text);
  for (const { explains } of KEYMAP) assert.ok(lines.some((line) => line.includes(explains)));
  for (const line of lines) assert.ok(line.length <= 77, line);
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
  assert.match(app.screen(), /Connecting to the agent \(since 12:30:49/);
  await app.close();
});

test("an agent that cannot be reached is said with the reason", async () => {
  const app = await mount(freshSnapshot(), { client: Promise.reject(new Error("no socket")) });
  await app.shows("The agent cannot be reached.");
  assert.match(app.screen(), /no socket/);
  assert.match(app.line(1), /LINK LOST 0:00/);
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

test("serial and console screens send nothing their terminals do not know", async () => {
  const start = "\u001b";
  const allowed = new RegExp(`${start}\\[(?:\\d+;1H|H|J|K|[\\d;]*m|\\?25[hl])`, "g");
  for (const profile of [PROFILES.ascii, PROFILES.console]) {
    const app = await mount(CROWDED, { profile });
    for (const _ of SCREENS) await app.press("next-screen");
    await app.close();
    const rest = app.sent().replace(allowed, "");
    assert.ok(!rest.includes("\u001b"), JSON.stringify(rest.slice(rest.indexOf("\u001b"), 40)));
    if (profile === PROFILES.ascii) assert.match(rest, /^[ -~\n]*$/);
  }
});
