import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { HOME } from "../support/source-tree.ts";

/** As shipped, and the unit that systemd makes of it. */
const UNITS = [
  ["bringup-agent.service", "bringup-agent.service"],
  ["bringup-console@.service", "bringup-console@tty1.service"],
  ["serial-getty@.service.d/bringup.conf", "serial-getty@ttyS0.service"],
] as const;
const SYSTEM = ["/usr/lib/systemd/system", "/lib/systemd/system"].find((path) =>
  existsSync(join(path, "serial-getty@.service")),
);
const isThere = spawnSync("systemd-analyze", ["--version"]).error === undefined;
const skip =
  isThere && SYSTEM !== undefined ? false : "SKIPPED: systemd, with systemd-analyze, is not here";

/** The programs are not installed here, and neither is their manual. */
const known = (text: string) =>
  text
    .replaceAll(/(?:\/usr\/bin\/bringup|\/usr\/lib\/bringup\/\S+)/g, "/bin/true")
    .replaceAll(/^Documentation=file:.*\n/gm, "");

for (const [shipped, unit] of UNITS) {
  test(`systemd finds nothing to say about ${unit}`, { skip }, (t) => {
    const folder = mkdtempSync(join(tmpdir(), "bringup-units-"));
    t.after(() => rmSync(folder, { recursive: true }));
    for (const [path] of UNITS) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), known(readFileSync(join(HOME, "packaging", path), "utf8")));
    }
    const { status, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", unit], {
      encoding: "utf8",
      env: { PATH: process.env.PATH, SYSTEMD_UNIT_PATH: `${folder}:${SYSTEM}` },
    });
    const own = stderr.split("\n").filter((line) => /bringup|serial-getty/.test(line));
    assert.deepEqual([status, own], [0, []], `${shipped}: ${stderr}`);
  });
}

test("a unit with a mistake is not passed over", { skip }, (t) => {
  const folder = mkdtempSync(join(tmpdir(), "bringup-units-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const dropIn = "serial-getty@.service.d/bringup.conf";
  mkdirSync(dirname(join(folder, dropIn)));
  writeFileSync(join(folder, dropIn), "[Service]\nExecStrat=/bin/true\n");
  const { stderr } = spawnSync(
    "systemd-analyze",
    ["verify", "--man=no", "serial-getty@ttyS0.service"],
    {
      encoding: "utf8",
      env: { PATH: process.env.PATH, SYSTEMD_UNIT_PATH: `${folder}:${SYSTEM}` },
    },
  );
  assert.match(stderr, /bringup\.conf.*ExecStrat/);
});
