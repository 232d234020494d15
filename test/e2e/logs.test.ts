import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { socketPath } from "../../src/agent/index.ts";
import { createLogsDesk } from "../../src/agent/logs-desk.ts";
import { systemClock } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { serveEngine } from "../../src/session/index.ts";
import { BUNDLE } from "../support/agent-process.ts";
import { createFakeHub } from "../support/fake-hub.ts";
import { HOSTILE } from "../support/logs.ts";
import { runInPty } from "../support/pty.ts";
import { removeTree } from "../support/remove-tree.ts";
import { freshSnapshot } from "../support/session.ts";

const KERNEL = { is: "kernel" } as const;

/** The shipped console on a real line, and a host whose kernel says what the test wants. */
async function open(t: TestContext, env: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), "bringup-logs-"));
  const host = createMemoryHost({ clock: systemClock });
  const desk = createLogsDesk({ host, secrets: async () => [] });
  const hub = createFakeHub(freshSnapshot());
  hub.answerWith(async (command) => {
    if (command.do === "list-logs") return desk.list();
    return command.do === "read-log" ? desk.read(command) : { is: "ok" };
  });
  const server = await serveEngine({ hub, socketPath: socketPath(folder) });
  const { TERM: term = "xterm-256color" } = env;
  const argv = [process.execPath, BUNDLE, "--rehearse", "--state-dir", folder] as const;
  const app = runInPty({ argv, env, term });
  t.after(async () => {
    await app.close();
    await server.close();
    await desk.close();
    await removeTree(folder);
  });
  await app.waitFor("REHEARSAL");
  await app.waitFor("Next");
  return { app, say: (text: string) => host.writeLog(KERNEL, { priority: 3, text }) };
}

const LINES: readonly Readonly<Record<string, string>>[] = [
  { BRINGUP_TERMINAL: "serial", TERM: "vt100" },
  { BRINGUP_TERMINAL: "vt", TERM: "linux" },
  { TERM: "xterm-256color", LANG: "C.UTF-8" },
];

for (const env of LINES)
  test(`hostile lines leave the screen of a ${env.TERM} whole, and a flood its keys`, async (t) => {
    const { app, say } = await open(t, env);
    app.type("L");
    await app.waitFor(/^Logs +kernel, Kernel/m);
    for (const text of [...HOSTILE, `long ${"x".repeat(1024 ** 2)}`]) say(text);
    say("the end");
    await app.waitFor("ERR  the end");
    const rows = app.rows();
    assert.match(rows[0] ?? "", /^bringup .*REHEARSAL$/);
    assert.match(rows[1] ?? "", /^Overview +Checks/);
    assert.match(rows[3] ?? "", /^Logs +kernel, Kernel/);
    await app.waitFor(/^Enter list +Space (pause|follow)/m);
    let said = 0;
    const flood = setInterval(() => {
      for (const end = said + 50; said < end; said += 1) say(`flood ${said}`);
    }, 20);
    t.after(() => clearInterval(flood));
    await app.waitFor(/^\+\d+ lines/m);
    app.type(" ");
    await app.waitFor(/paused, \+\d+ new/);
    app.type("/");
    await app.waitFor("Only those with");
    app.type("flood 77");
    await app.waitFor("Only those with  flood 77");
    app.type("\r");
    await app.waitFor('only "flood 77"');
    app.type("q");
    await app.waitFor("Close this console?");
  });
