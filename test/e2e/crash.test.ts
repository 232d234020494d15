import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { socketPath } from "../../src/agent/index.ts";
import { type Snapshot, serveEngine } from "../../src/session/index.ts";
import { BUNDLE } from "../support/agent-process.ts";
import { createFakeHub } from "../support/fake-hub.ts";
import { KEYS, runInPty } from "../support/pty.ts";
import { removeTree } from "../support/remove-tree.ts";
import { freshSnapshot } from "../support/session.ts";

/** Addresses that are none: no agent sends this, and the overview cannot draw it. */
const POISON = { addresses: 7, hostname: "" } as unknown as Snapshot["host"];

/** What a shell finds afterwards. */
const THEN_SAY = 'trap : INT; "$0" "$@"; echo "code=$?"; stty -a; echo ==end==';
const HERE = ["--rehearse", "--state-dir"];

/** The shipped console on an engine of the test, which can send it what no agent would. */
async function open(t: TestContext) {
  const stateDir = await mkdtemp(join(tmpdir(), "bringup-crash-"));
  const hub = createFakeHub(freshSnapshot());
  const server = await serveEngine({ hub, socketPath: socketPath(stateDir) });
  const app = runInPty({
    argv: ["/bin/sh", "-c", THEN_SAY, process.execPath, BUNDLE, ...HERE, stateDir],
    env: { XDG_STATE_HOME: stateDir },
  });
  t.after(async () => {
    await app.close();
    await server.close();
    await removeTree(stateDir);
  });
  const logs = async () =>
    (await readdir(join(stateDir, "crashes"))).map((name) => join(stateDir, "crashes", name));
  return { app, hub, logs };
}

test("a crash shows code and log, and the console starts again with the draft", async (t) => {
  const { app, hub, logs } = await open(t);
  await app.waitFor("REHEARSAL");
  app.type(KEYS.tab);
  app.type(KEYS.tab);
  await app.waitFor(/> Host name/);
  app.type(KEYS.enter);
  await app.waitFor("Esc stop typing");
  app.type("rack77");
  await app.waitFor("rack77");
  hub.set("host", POISON);
  const page = await app.waitFor("CONSOLE_CRASHED");
  const words = await app.waitFor(/Enter: now/);
  const [log = ""] = await logs();
  assert.ok(words.replaceAll(/\s/g, "").includes(log), `${words}\n${log}`);
  assert.match(page, /TypeError|Error/);
  assert.equal((await stat(log)).mode & 0o777, 0o600);
  const text = await readFile(log, "utf8");
  assert.match(text, /^at 2.*\nbringup .*\nterminal xterm-256color, 80x24\n\n\w*Error: /);
  hub.set("host", freshSnapshot().host);
  app.type(KEYS.enter);
  await app.waitFor("REHEARSAL");
  await app.waitFor("The console crashed and was started again");
  app.type(KEYS.tab);
  app.type(KEYS.tab);
  await app.waitFor("rack77");
});

test("the third crash within a minute waits for a person, who finds the terminal as it was", async (t) => {
  const { app, hub, logs } = await open(t);
  await app.waitFor("REHEARSAL");
  hub.set("host", POISON);
  await app.waitFor(/Enter: now/);
  app.type(KEYS.enter);
  await app.waitFor((text) => text.split("Enter: now").length === 3);
  app.type(KEYS.enter);
  const words = await app.waitFor("Enter: try once more");
  assert.match(
    words.replaceAll(/\s+/g, " "),
    /crashed 3 times within a minute .* bringup status\./,
  );
  assert.equal((await logs()).length, 3);
  app.type(KEYS.interrupt);
  const after = await app.waitFor("==end==");
  assert.match(after, /code=70$/m);
  for (const mode of ["icanon", "echo", "isig", "icrnl", "opost"])
    assert.match(after, new RegExp(`(?:^|\\s)${mode}\\b`), `${mode} is off`);
});
