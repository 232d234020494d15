import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { BUNDLE } from "../support/agent-process.ts";
import { eventually } from "../support/eventually.ts";
import { KEYS, type PtyOptions, runInPty } from "../support/pty.ts";
import { removeTree } from "../support/remove-tree.ts";

const run = promisify(execFile);

type Situation = Partial<PtyOptions> & {
  /** As a line says that never was told its size. */
  readonly isSizeUnknown?: true;
};

/** The shipped console on a real pseudo-terminal; its machine has no agent, so nothing answers. */
async function consoleOn(t: TestContext, { isSizeUnknown, ...options }: Situation) {
  const folder = await mkdtemp(join(tmpdir(), "bringup-device-"));
  const argv = [process.execPath, BUNDLE, "--root", folder, "--state-dir", join(folder, "s")];
  const forgetSize = ["sh", "-c", 'stty rows 0 columns 0; exec "$@"', "sh"];
  const [program, ...rest] = isSizeUnknown ? [...forgetSize, ...argv] : argv;
  const app = runInPty({
    argv: [program ?? "", ...rest],
    ...options,
    env: { HOME: folder, LANG: "C.UTF-8", ...options.env },
  });
  t.after(async () => {
    await app.close();
    await removeTree(folder);
  });
  return {
    ...app,
    memory: join(folder, ".local/state/bringup/terminals.json"),
    /** What the driver tells whoever asks, as `24 80`. */
    driverSays: (size: string) =>
      eventually(`the driver says ${size}`, async () => {
        const { stdout } = await run("stty", ["-F", `/proc/${app.pid}/fd/0`, "size"]);
        return stdout.trim() === size;
      }),
  };
}

const WIDE = { columns: 132, rows: 43 };
/** The line of keys stands in the last row but one. */
const isDrawnIn = (rows: number) => (text: string) =>
  text.split("\n")[rows - 2]?.startsWith("Enter do it") === true;

test("a line that never was told its size is asked, drawn in it, and told", async (t) => {
  const app = await consoleOn(t, { term: "vt220", isSizeUnknown: true, ...WIDE });
  await app.waitFor(isDrawnIn(43));
  await app.driverSays("43 132");
});

test("a terminal that does not answer gets 80x24, and its driver too", async (t) => {
  const app = await consoleOn(t, { term: "vt220", isSizeUnknown: true, isMute: true, ...WIDE });
  await app.waitFor(isDrawnIn(24));
  await app.driverSays("24 80");
});

test("Ctrl-L and a BREAK ask again: another window may be at the far end", async (t) => {
  const app = await consoleOn(t, { term: "vt220" });
  await app.waitFor(isDrawnIn(24));
  app.reattach(100, 30);
  app.type(KEYS.redraw);
  await app.waitFor(isDrawnIn(30));
  await app.driverSays("30 100");
  app.reattach(90, 25);
  app.type("\u0000");
  await app.waitFor(isDrawnIn(25));
  await app.driverSays("25 90");
});

test("Ctrl-T changes how it is drawn, and the next console on such a terminal knows", async (t) => {
  const first = await consoleOn(t, {});
  await first.waitFor(/─{20}/);
  first.type("\u0014\u0014");
  await first.waitFor("Drawn with ASCII only, 16 colours.");
  assert.doesNotMatch(first.text(), /─/);
  const kept = await readFile(first.memory, "utf8");
  assert.deepEqual(JSON.parse(kept), { "pts xterm-256color": { glyphs: "ascii", colour: 16 } });
  const second = await consoleOn(t, {
    env: { XDG_STATE_HOME: join(first.memory, "..", "..") },
  });
  await second.waitFor(">Overview<");
  assert.match(second.text(), /-{20}/);
  assert.doesNotMatch(second.text(), /─/);
});
