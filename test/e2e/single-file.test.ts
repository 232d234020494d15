import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { BUNDLE } from "../support/agent-process.ts";
import { KEYS, runInPty } from "../support/pty.ts";
import { removeTree } from "../support/remove-tree.ts";
import { HOME } from "../support/source-tree.ts";

const SINGLE_FILE = join(HOME, "dist/bringup");

const why = whyNot();
const skip = why === undefined ? false : `single file not tested: ${why}`;
if (skip !== false) process.stdout.write(`\nSKIPPED, ${skip}\n\n`);

function whyNot(): string | undefined {
  if (!existsSync(SINGLE_FILE)) return "not built: npm run build:sea";
  const isOld = statSync(SINGLE_FILE).mtimeMs < statSync(BUNDLE).mtimeMs;
  return isOld ? "older than the program: npm run build:sea" : undefined;
}

const run = (...args: readonly string[]) => spawnSync(SINGLE_FILE, args, { encoding: "utf8" });

test("the single file is the same version and starts parts of itself", { skip }, () => {
  const { version } = JSON.parse(readFileSync(join(HOME, "package.json"), "utf8"));
  const asked = run("--version");
  assert.deepEqual([asked.stdout, asked.stderr], [`${version}\n`, ""]);
  const hardware = run("internal", "hardware", "cpu");
  assert.equal(typeof JSON.parse(hardware.stdout).cores, "number");
});

test("its console starts an agent of the same file and shows every screen", { skip }, async () => {
  const stateDir = await mkdtemp(join(tmpdir(), "bringup-single-"));
  const choice = ["--rehearse", "--state-dir", stateDir];
  const app = runInPty({ argv: [SINGLE_FILE, ...choice] });
  try {
    await app.waitFor("Edge ID");
    for (const title of ["Checks", "Settings", "Registration", "Cluster", "Status", "Activity"]) {
      app.type(KEYS.tab);
      await app.waitFor(`>${title}`);
    }
    app.type(KEYS.interrupt);
    await app.waitFor("Close this console?");
  } finally {
    await app.close();
    run("agent", "--stop", ...choice);
    await removeTree(stateDir);
  }
});
