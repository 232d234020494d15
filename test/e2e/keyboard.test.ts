import assert from "node:assert/strict";
import { chmod, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { socketPath } from "../../src/agent/index.ts";
import { serveEngine } from "../../src/session/index.ts";
import { BUNDLE } from "../support/agent-process.ts";
import { createFakeHub } from "../support/fake-hub.ts";
import { KEYS, runInPty } from "../support/pty.ts";
import { removeTree } from "../support/remove-tree.ts";
import { freshSnapshot } from "../support/session.ts";

/** The shipped console, as on a terminal of that kind, with a `loadkeys` that writes down what it gets. */
async function open(t: TestContext, kind: "vt" | "serial") {
  const folder = await mkdtemp(join(tmpdir(), "bringup-keyboard-"));
  const script = `#!/bin/sh\necho "$@" > ${folder}/loaded\n`;
  for (const [name, text] of [
    ["loadkeys", script],
    ["ckbcomp", "#!/bin/sh\nexit 1\n"],
  ] as const) {
    await writeFile(join(folder, name), text);
    await chmod(join(folder, name), 0o755);
  }
  const hub = createFakeHub(freshSnapshot());
  const server = await serveEngine({ hub, socketPath: socketPath(folder) });
  const app = runInPty({
    argv: [process.execPath, BUNDLE, "--rehearse", "--state-dir", folder],
    env: { BRINGUP_TERMINAL: kind, PATH: `${folder}:/usr/bin:/bin` },
  });
  t.after(async () => {
    await app.close();
    await server.close();
    await removeTree(folder);
  });
  await app.waitFor("REHEARSAL");
  await app.waitFor("Next");
  return { app, loaded: () => readFile(join(folder, "loaded"), "utf8") };
}

test("on a console of the machine K chooses the layout of its keyboard", async (t) => {
  const { app, loaded } = await open(t, "vt");
  await app.waitFor("K keyboard");
  app.type("K");
  await app.waitFor("> us      English (US)");
  app.type(KEYS.down);
  await app.waitFor("> gb      English (UK)");
  app.type(KEYS.enter);
  await app.waitFor("The keyboard is now English (UK), until the next start");
  assert.equal(await loaded(), "--quiet --console=/dev/tty0 uk\n");
});

test("on a line the keyboard is another machine's, and K means nothing", async (t) => {
  const { app } = await open(t, "serial");
  app.type("K?");
  await app.waitFor("Esc goes back to where you were");
  assert.doesNotMatch(app.text(), /K keyboard/);
});
