import "../support/screen-environment.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { KEYMAP } from "../../hooks/keymap.ts";
import type { Span } from "../../screens/components/line.tsx";
import { helpLines } from "../../screens/help.tsx";
import { loadScreens, SCREENS } from "../../screens/index.ts";
import { known } from "../../src/engine/index.ts";
import { mount, PROFILES } from "../support/screen.tsx";
import {
  finishedSnapshot,
  freshSnapshot,
  NOW_MS,
  OFFERS,
  PLAN,
  runOf,
} from "../support/session.ts";
import { voters } from "../support/stores.ts";

test("Tab walks through every screen and back to the first", async () => {
  const app = await mount(freshSnapshot());
  const seen: string[] = [];
  const walk = SCREENS.filter(({ isPopUp }) => isPopUp !== true).map(({ title }) => title);
  for (const _ of [...walk, "once more"]) {
    seen.push(/>(\w+)/.exec(app.line(2))?.[1] ?? "");
    await app.press("next-screen");
  }
  assert.deepEqual(seen, [...walk, "Overview"]);
  await app.type("\u001b[Z\u001b[Z");
  assert.match(app.line(2), />Activity</);
  await app.close();
});

test("the walk calls each screen what the screen calls itself", async () => {
  const named = ({ id, title, isPopUp }: (typeof SCREENS)[number]) => ({ id, title, isPopUp });
  const own = (await loadScreens()).map(({ id, title, isPopUp }) => ({ id, title, isPopUp }));
  assert.deepEqual(own, SCREENS.map(named));
});

test("every command a screen names is offered there in one of its states", async () => {
  const paused = runOf(["done", "failed"], { state: "paused", message: "failed" });
  const { cluster } = finishedSnapshot();
  const seen = { cluster, stores: { own: known(voters(3, 3, NOW_MS)) } };
  const snapshots = [
    freshSnapshot({ offers: OFFERS }),
    freshSnapshot({ run: runOf(["running"]) }),
    freshSnapshot({ run: paused, ...seen }),
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
  for (const { id, commands } of await loadScreens()) {
    for (const command of commands) {
      const shown = KEYMAP.find((binding) => binding.command === command)?.shown;
      assert.ok(offered.get(id)?.includes(`   ${shown} `), `${command} on ${id}`);
    }
  }
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
