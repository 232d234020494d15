import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { KEYBOARD_LAYOUTS, loadKeyboardLayout } from "../../src/terminal/index.ts";

const { PATH } = process.env;
const german = KEYBOARD_LAYOUTS.find(({ code }) => code === "de") ?? assert.fail();

/** Only these programs are there; `loadkeys` writes down what it was given. */
function programs(t: TestContext, scripts: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "bringup-keyboard-"));
  for (const [name, text] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  process.env.PATH = folder;
  t.after(() => {
    process.env.PATH = PATH;
    rmSync(folder, { recursive: true });
  });
  return folder;
}

const notes = (folder: string) => `echo "$@" > ${folder}/args; /bin/cat > ${folder}/keys`;

test("where layouts are made, the one that was made is loaded for every screen", async (t) => {
  const folder = programs(t, { ckbcomp: 'echo "keys of $2"' });
  writeFileSync(join(folder, "loadkeys"), `#!/bin/sh\n${notes(folder)}\n`, { mode: 0o755 });
  assert.deepEqual(await loadKeyboardLayout(german), { is: "loaded" });
  assert.equal(readFileSync(join(folder, "args"), "utf8"), "--quiet --console=/dev/tty0 -\n");
  assert.equal(readFileSync(join(folder, "keys"), "utf8"), "keys of de\n");
});

test("where layouts are files, the file with the same keys is loaded", async (t) => {
  const folder = programs(t, {});
  writeFileSync(join(folder, "loadkeys"), `#!/bin/sh\n${notes(folder)}\n`, { mode: 0o755 });
  assert.deepEqual(await loadKeyboardLayout(german), { is: "loaded" });
  assert.match(readFileSync(join(folder, "args"), "utf8"), / de-latin1\n$/);
});

test("a program that fails is quoted, one that is not there is said", async (t) => {
  programs(t, { loadkeys: "echo 'Couldnt get a file descriptor' >&2; exit 1" });
  assert.deepEqual(await loadKeyboardLayout(german), {
    is: "failed",
    why: "Couldnt get a file descriptor",
  });
  programs(t, {});
  assert.deepEqual(await loadKeyboardLayout(german), { is: "missing" });
});
