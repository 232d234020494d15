import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmod, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { BUNDLE } from "../support/agent-process.ts";
import { KEYS, runInPty } from "../support/pty.ts";
import { removeTree } from "../support/remove-tree.ts";

test("a station looks, takes control, and looks again when it is left", async () => {
  const stateDir = await mkdtemp(join(tmpdir(), "bringup-station-"));
  const here = ["--rehearse", "--state-dir", stateDir];
  const app = runInPty({
    argv: [process.execPath, BUNDLE, ...here],
    env: { BRINGUP_STATION: "screen" },
  });
  try {
    await app.waitFor(/VIEW ONLY[\s\S]*> Take control of this host/);
    app.type(KEYS.tab);
    await app.waitFor(">Checks");
    app.type("r");
    await app.waitFor("This console only looks");
    app.type("t");
    await app.waitFor((text) => text.includes(">Overview<") && !text.includes("VIEW ONLY"));
    await app.waitFor("> Look at");
    app.type("q");
    await app.waitFor("Close this console?");
    app.type(`${KEYS.down}`);
    await app.waitFor("> Close the console");
    app.type(KEYS.enter);
    await app.waitFor(/VIEW ONLY[\s\S]*> Take control of this host/);
  } finally {
    await app.close();
    spawnSync(process.execPath, [BUNDLE, "agent", "--stop", ...here]);
    await removeTree(stateDir);
  }
});

/** The script as it ships, with stand-ins in the places of the two programs it starts. */
async function runStation(consoleCode: number) {
  const folder = await mkdtemp(join(tmpdir(), "bringup-station-"));
  const program = async (name: string, text: string) => {
    await writeFile(join(folder, name), `#!/bin/sh\n${text}\n`);
    await chmod(join(folder, name), 0o755);
  };
  try {
    const script = await readFile(join(import.meta.dirname, "../../packaging/station"), "utf8");
    await writeFile(join(folder, "station"), script.replace("/usr/bin/bringup", "bringup"));
    await program("bringup", `echo "console: $BRINGUP_STATION"; exit ${consoleCode}`);
    await program("login", 'echo "login $*: $BRINGUP_STATION"');
    const PATH = `${folder}:${process.env.PATH}`;
    const { status, stdout } = spawnSync("sh", [join(folder, "station")], {
      env: { PATH },
      encoding: "utf8",
    });
    return { status, lines: stdout.trim().split("\n") };
  } finally {
    await removeTree(folder);
  }
}

test("a station whose console asks for a login hands the terminal to it", async () => {
  assert.deepEqual(await runStation(75), {
    status: 0,
    lines: ["console: screen", "login -p: login"],
  });
});

test("a station whose console ended says how, for the unit to open another one", async () => {
  assert.deepEqual(await runStation(70), { status: 70, lines: ["console: screen"] });
});
