// The package on a Debian of its own, by dpkg itself: installed, installed again, removed, purged. No
// systemd runs in there, as in an image that is being built.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { TestContext } from "node:test";
import { packProgram } from "../support/debian-package.ts";
import { HOME } from "../support/debian-tree.ts";
import type { Lab } from "./lab.ts";

const { version } = JSON.parse(readFileSync(join(HOME, "package.json"), "utf8"));
const ENVIRONMENT = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8", HOME: "/root" };

/** Packs the build of now, and lets the dpkg of a fresh Debian of the lab have it. */
export async function checkPackage(t: TestContext, lab: Lab): Promise<void> {
  const tree = lab.tree("packaged");
  const file = `/root/${basename(packProgram(join(tree, "root")))}`;

  function inside(line: string): string {
    const { status, stdout, stderr } = spawnSync("chroot", [tree, "sh", "-ec", line], {
      encoding: "utf8",
      env: ENVIRONMENT,
    });
    assert.equal(status, 0, `${line}: ${stdout}${stderr}`);
    return stdout.trim();
  }

  const enabled = (unit: string) => inside(`systemctl is-enabled ${unit} || true`);

  await t.test(
    "dpkg installs it; the agent is enabled, a console only when somebody says so",
    () => {
      inside(`dpkg --install ${file}`);
      assert.equal(inside("bringup --version"), version);
      assert.equal(inside("dpkg --verify bringup"), "");
      assert.equal(enabled("bringup-agent.service"), "enabled");
      assert.equal(enabled("bringup-console@tty1.service"), "disabled");
      inside("systemctl enable bringup-console@tty1.service");
      assert.equal(enabled("bringup-console@tty1.service"), "enabled");
    },
  );

  await t.test("what somebody has disabled stays disabled over the next version", () => {
    inside("systemctl disable bringup-agent.service");
    inside(`dpkg --install ${file}`);
    assert.equal(enabled("bringup-agent.service"), "disabled");
  });

  await t.test("removed and purged it leaves nothing but what the host remembers", () => {
    mkdirSync(join(tree, "var/lib/bringup"), { recursive: true });
    writeFileSync(join(tree, "var/lib/bringup/journal"), "what was done");
    inside("dpkg --purge bringup");
    for (const path of ["usr/bin/bringup", "usr/lib/bringup", "etc/profile.d/bringup.sh"])
      assert.ok(!existsSync(join(tree, path)), path);
    const units = "find /etc/systemd /var/lib/systemd -name 'bringup-*'";
    assert.equal(inside(units), "");
    assert.ok(existsSync(join(tree, "var/lib/bringup/journal")));
  });
}
