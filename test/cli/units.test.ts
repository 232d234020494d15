import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { HOME } from "../support/source-tree.ts";

const UNITS = ["bringup-agent.service", "bringup-console@.service"];
const skip =
  spawnSync("systemd-analyze", ["--version"]).error === undefined
    ? false
    : "SKIPPED: systemd-analyze is not installed";

test("systemd finds nothing to say about the units", { skip }, (t) => {
  const folder = mkdtempSync(join(tmpdir(), "bringup-units-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const paths = UNITS.map((name) => {
    const text = readFileSync(join(HOME, "packaging", name), "utf8");
    const path = join(folder, name.replace("@", "@tty1"));
    // The program is not installed here, and neither is its manual.
    const known = text.replace("/usr/bin/bringup", "/bin/true").replace(/^Documentation=.*\n/m, "");
    writeFileSync(path, known);
    return path;
  });
  const { status, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", ...paths], {
    encoding: "utf8",
  });
  const own = stderr.split("\n").filter((line) => line.includes("bringup"));
  assert.deepEqual([status, own], [0, []], stderr);
});
