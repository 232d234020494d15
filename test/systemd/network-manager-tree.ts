import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { kept } from "../support/kept.ts";
import { usualTree } from "./lab.ts";
import { runInTree } from "./run-in-tree.ts";

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
    runInTree(tree, INSTALL);
  });
  return join(folder, "tree");
}
