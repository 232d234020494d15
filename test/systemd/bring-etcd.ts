import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kept } from "../support/kept.ts";
import { HOLDING } from "./hold.ts";
import { usualTree } from "./lab.ts";
import { runInTree } from "./run-in-tree.ts";

/** As the machine has it. */
export const ETCD_FOLDER = "/opt/etcd";
const FETCH = `cd /opt
apt-get update
apt-get download etcd-server etcd-client
for package in *.deb; do dpkg-deb --extract "$package" .; done`;

/**
 * etcd and etcdctl of the Debian that machines are copies of, into the tree of one, for its stand-in;
 * a restore can be held.
 */
export async function bringEtcd(tree: string): Promise<void> {
  const programs = await etcdPrograms();
  const folder = join(tree, ETCD_FOLDER);
  mkdirSync(join(folder, "real"), { recursive: true });
  copyFileSync(join(programs, "etcd"), join(folder, "etcd"));
  copyFileSync(join(programs, "etcdctl"), join(folder, "real/etcdctl"));
  const held = `case "$*" in "snapshot restore"*) ${HOLDING} ;; esac`;
  const script = `#!/bin/sh\n${held}\nexec ${ETCD_FOLDER}/real/etcdctl "$@"\n`;
  writeFileSync(join(folder, "etcdctl"), script, { mode: 0o755 });
  mkdirSync(join(tree, "etc/bringup"), { recursive: true });
  const told = JSON.stringify({ etcdFolder: ETCD_FOLDER });
  writeFileSync(join(tree, "etc/bringup/stand-in.json"), told);
}

/** Without their package, which would start one. */
async function etcdPrograms(): Promise<string> {
  const base = await usualTree();
  return await kept("etcd-programs", [base, FETCH], (place) => {
    const tree = join(place, "tree");
    execFileSync("cp", ["-a", "--reflink=auto", base, tree]);
    runInTree(tree, FETCH);
    for (const name of ["etcd", "etcdctl"])
      copyFileSync(join(tree, "opt/usr/bin", name), join(place, name));
    rmSync(tree, { recursive: true });
  });
}
