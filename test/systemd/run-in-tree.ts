import { execFileSync } from "node:child_process";
import { cpSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Services of a tree that is not running must not be started. */
const NO_SERVICES = "#!/bin/sh\nexit 101\n";

/** Lines of shell in a tree that is not booted, with the way out of this machine. */
export function runInTree(tree: string, lines: string): void {
  const policy = join(tree, "usr/sbin/policy-rc.d");
  const resolvConf = join(tree, "etc/resolv.conf");
  writeFileSync(policy, NO_SERVICES, { mode: 0o755 });
  // It points to a service that only answers once the tree is booted.
  renameSync(resolvConf, `${resolvConf}.usual`);
  for (const name of ["resolv.conf", "hosts"])
    cpSync(`/etc/${name}`, join(tree, "etc", name), { dereference: true });
  execFileSync("chroot", [tree, "sh", "-ec", lines], { stdio: "pipe" });
  renameSync(`${resolvConf}.usual`, resolvConf);
  rmSync(policy);
}
