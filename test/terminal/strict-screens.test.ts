import assert from "node:assert/strict";
import { test } from "node:test";
import { readFrame } from "../../src/terminal/index.ts";
import { type App, mount, PROFILES, type ScreenProfile } from "../support/screen.tsx";
import { finishedSnapshot } from "../support/session.ts";
import { LINUX, type StrictDevice, VT100, VT220 } from "../support/strict-tables.ts";
import { createStrictTerminal } from "../support/strict-terminal.ts";
import { strictlyWrong } from "../support/strict-wrong.ts";

const env = (TERM: string, more: Readonly<Record<string, string>> = {}) => ({
  env: { TERM, LANG: "C", ...more },
});

const LINES: readonly (readonly [StrictDevice, ScreenProfile])[] = [
  [VT100, { ...PROFILES.ascii, name: "vt100", ...env("vt100") }],
  [
    VT220,
    {
      ...PROFILES.ascii,
      name: "vt220 with line drawing",
      ...env("vt220", { BRINGUP_GLYPHS: "boxes" }),
    },
  ],
  [LINUX, { ...PROFILES.console, name: "linux" }],
];

/** Asks for the size: the one time a cursor is sent where no cell is. */
const SIZE_QUESTION = "\u001b[999;999H\u001b[6n";

/** Through every page and down its list; what opens over it, and all of it anew. */
async function walk(app: App, look: () => void): Promise<void> {
  const press = async (command: Parameters<App["press"]>[0]) => {
    await app.press(command);
    look();
  };
  for (let page = 0; page < 7; page++) {
    await press("down");
    await press("page-down");
    app.clock.advance(1000);
    await press("next-screen");
  }
  await press("help");
  await press("down");
  await press("redraw");
}

for (const [device, profile] of LINES)
  test(`every page stays within the table of ${profile.name}, and comes out right`, async () => {
    let frame = "";
    const app = await mount(finishedSnapshot(), { profile, onFrame: (next) => (frame = next) });
    const terminal = createStrictTerminal(device, profile);
    let seen = 0;
    const look = () => {
      terminal.write(app.sent().slice(seen).replaceAll(SIZE_QUESTION, ""));
      seen = app.sent().length;
      assert.deepEqual([...terminal.violations, ...terminal.leftovers()], []);
      const glyphs = profile.name.includes("line") || device === LINUX ? "boxes" : "ascii";
      const wanted = readFrame(frame, { ...profile, glyphs, colour: device === LINUX ? 8 : 0 });
      assert.deepEqual(strictlyWrong(terminal, wanted), []);
    };
    look();
    await walk(app, look);
    await app.close();
    terminal.write(app.sent().slice(seen));
    assert.deepEqual([...terminal.violations, ...terminal.leftovers()], []);
    assert.ok(terminal.cursor().isVisible);
    assert.equal(terminal.glyphs().join("").trim(), "");
  });
