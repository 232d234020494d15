import { execFileSync } from "node:child_process";
import { cpSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kept } from "../support/kept.ts";
import { usualTree } from "./lab.ts";

/** Services of a tree that is not running must not be started. */
const NO_SERVICES = "#!/bin/sh\nexit 101\n";
const INSTALL = `export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install --yes --no-install-recommends network-manager
apt-get clean`;

/**
 * The usual tree with NetworkManager in it. debootstrap alone cannot make it: it gives up on the
 * triggers that polkitd waits for.
 */
export async function networkManagerTree(): Promise<string> {
  const base = await usualTree();
  const folder = await kept("network-manager", [base, INSTALL], (place) => {
    const tree = join(place, "tree");
    execFileSync("cp", ["-a", "--reflink=auto", base, tree]);
    install(tree);
  });
  return join(folder, "tree");
}

function install(tree: string): void {
  const policy = join(tree, "usr/sbin/policy-rc.d");
  const resolvConf = join(tree, "etc/resolv.conf");
  writeFileSync(policy, NO_SERVICES, { mode: 0o755 });
  // It points to a service that only answers once the tree is booted.
  renameSync(resolvConf, `${resolvConf}.usual`);
  for (const name of ["resolv.conf", "hosts"])
    cpSync(`/etc/${name}`, join(tree, "etc", name), { dereference: true });
  execFileSync("chroot", [tree, "sh", "-ec", INSTALL], { stdio: "pipe" });
  renameSync(`${resolvConf}.usual`, resolvConf);
  rmSync(policy);
}
