import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { HOME } from "../support/source-tree.ts";

const LAUNCHER = join(HOME, "bin/bringup");
const BUNDLE = join(HOME, "dist/bringup.js");
const folder = mkdtempSync(join(tmpdir(), "bringup-launcher-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** No Node on PATH unless it is put there. */
function run(program: string, args: readonly string[], extraPath = "") {
  const PATH = `${extraPath}${extraPath && ":"}/usr/bin:/bin`;
  const env = { PATH, HOME: folder };
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", env });
  return { status, stdout, stderr };
}

/** A copy of the launcher without the Node that npm brought, and a Node on PATH of some version. */
function installed(name: string, node?: string) {
  const home = join(folder, name);
  for (const inner of ["bin", "dist", "path"]) mkdirSync(join(home, inner), { recursive: true });
  copyFileSync(LAUNCHER, join(home, "bin/bringup"));
  writeFileSync(join(home, "dist/bringup.js"), "console.log('started', ...process.argv.slice(2))");
  if (node !== undefined) {
    writeFileSync(join(home, "path/node"), node);
    chmodSync(join(home, "path/node"), 0o755);
  }
  return { program: join(home, "bin/bringup"), path: join(home, "path") };
}

test("the launcher finds its own Node and program, also through symbolic links", () => {
  const direct = join(folder, "absolute");
  symlinkSync(LAUNCHER, direct);
  mkdirSync(join(folder, "sub"), { recursive: true });
  symlinkSync("../absolute", join(folder, "sub/relative"));
  for (const program of [LAUNCHER, direct, join(folder, "sub/relative")]) {
    const { status, stdout, stderr } = run(program, ["--version"]);
    assert.deepEqual([status, stderr], [0, ""], program);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  }
});

test("without its own Node it takes a new enough one from PATH", () => {
  const node = `#!/bin/sh\nexec ${process.execPath} "$@"\n`;
  const { program, path } = installed("new-node", node);
  const { status, stdout } = run(program, ["status", "two words"], path);
  assert.deepEqual([status, stdout], [0, "started status two words\n"]);
});

test("an old Node is named with its version, and what to install", () => {
  const { program, path } = installed("old-node", "#!/bin/sh\necho 20\n");
  assert.deepEqual(run(program, ["status"], path), {
    status: 3,
    stdout: "",
    stderr: `bringup: ${path}/node is version 20 (NODE_TOO_OLD)\nInstall Node 24 or newer.\n`,
  });
});

test("a checkout that was not built says so", () => {
  const { program } = installed("not-built");
  rmSync(join(folder, "not-built/dist/bringup.js"));
  const { status, stderr } = run(program, ["status"]);
  assert.equal(status, 3);
  assert.match(stderr, /PROGRAM_MISSING\)\nIn a checkout run npm ci/);
});

test("the console without a terminal says what to use in its place", () => {
  const { status, stdout, stderr } = run(LAUNCHER, ["--rehearse", "--state-dir", folder]);
  assert.deepEqual([status, stdout], [2, ""]);
  assert.match(
    stderr,
    /^bringup: the console needs a terminal .*\(USAGE\)\nWithout one use bringup --plain/,
  );
});

for (const line of ["check --json | head -1 > /dev/null", "--help | true", "aply 2>&1 | true"]) {
  test(`a reader that leaves early is no error: ${line}`, async () => {
    const child = spawn("sh", ["-c", `"${LAUNCHER}" ${line}; echo "$?"`], {
      env: { PATH: "/usr/bin:/bin", HOME: folder },
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    await new Promise((resolve) => child.once("close", resolve));
    assert.equal(output, "0\n");
  });
}

test("the bundle is what the launcher starts, and it starts parts of itself", () => {
  const { status, stdout } = run(process.execPath, [BUNDLE, "internal", "hardware", "cpu"]);
  assert.equal(status, 0);
  assert.equal(typeof JSON.parse(stdout).cores, "number");
});
