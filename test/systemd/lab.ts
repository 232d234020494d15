import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HOME, makeTree, obstacle, PACKAGES, SUITE, unmountBelow } from "../support/debian-tree.ts";
import { kept } from "../support/kept.ts";

/** The programs this needs, and the Debian package that has each. */
const TOOLS = {
  "systemd-nspawn": "systemd-container",
  ip: "iproute2",
  nsenter: "util-linux",
} as const;

/** Why no test host can be booted here; `undefined`: one can. */
export const whyNot = (more: Readonly<Record<string, string>> = {}) =>
  obstacle({ ...TOOLS, ...more });

/** A folder with one Debian tree, a network namespace and cgroups; `close` leaves nothing behind. */
export interface Lab {
  readonly folder: string;
  readonly namespace: string;
  /** The program as it ships: bin, dist, packaging. A later build does not touch it. */
  readonly program: string;
  readonly cgroups: readonly string[];
  /** A copy of the tree for one host. */
  tree(name: string): string;
  close(): void;
}

/** The tree that hosts are copies of unless a lab says otherwise. */
export async function usualTree(): Promise<string> {
  const folder = await kept("systemd", [SUITE, ...PACKAGES], (place) =>
    makeTree(join(place, "tree"), PACKAGES),
  );
  return join(folder, "tree");
}

/** Gives its hosts a network in a namespace, and the way to take it down again. */
export type MakeNetwork = (namespace: string) => () => void;

/** @param findTree gives the folder that each host is a copy of. */
export async function openLab(
  makeNetwork: MakeNetwork = cutOff,
  findTree: () => Promise<string> = usualTree,
): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), "bringup-systemd-"));
  const namespace = `bringup-${process.pid}`;
  const cgroups = cgroupFolders(namespace);
  let takeDown = () => {};
  const close = () => {
    takeDown();
    spawnSync("ip", ["netns", "del", namespace], { stdio: "ignore" });
    for (const cgroup of cgroups) removeCgroup(cgroup);
    unmountBelow(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const base = await findTree();
    takeDown = makeNetwork(namespace);
    for (const cgroup of cgroups) mkdirSync(cgroup, { recursive: true });
    return {
      folder,
      namespace,
      program: copyProgram(join(folder, "program")),
      cgroups,
      tree(name) {
        const to = join(folder, name);
        execFileSync("cp", ["-a", "--reflink=auto", base, to]);
        return to;
      },
      close,
    };
  } catch (thrown) {
    close();
    throw thrown;
  }
}

/** No way out: both ends of the pair stay inside, and nobody answers at the gateway. */
function cutOff(namespace: string): () => void {
  const ip = (...args: readonly string[]) => execFileSync("ip", args);
  ip("netns", "add", namespace);
  const inside = (...args: readonly string[]) => ip("-n", namespace, ...args);
  inside("link", "set", "lo", "up");
  inside("link", "add", "eth0", "type", "veth", "peer", "name", "veth-gateway");
  inside("addr", "add", "10.99.0.2/24", "dev", "eth0");
  inside("link", "set", "eth0", "up");
  inside("link", "set", "veth-gateway", "up");
  inside("route", "add", "default", "via", "10.99.0.1");
  return () => {};
}

function copyProgram(to: string): string {
  for (const part of ["bin", "dist", "packaging"])
    cpSync(join(HOME, part), join(to, part), { recursive: true });
  const node = join(to, "node_modules/node/bin");
  mkdirSync(node, { recursive: true });
  writeFileSync(join(node, "node"), "");
  return to;
}

/** systemd writes into these hierarchies; a folder of our own can be removed afterwards. */
function cgroupFolders(name: string): readonly string[] {
  const root = "/sys/fs/cgroup";
  if (existsSync(`${root}/cgroup.procs`)) return [`${root}/${name}`];
  return ["systemd", "unified"]
    .filter((hierarchy) => existsSync(`${root}/${hierarchy}/cgroup.procs`))
    .map((hierarchy) => `${root}/${hierarchy}/${name}`);
}

function removeCgroup(folder: string): void {
  // Folders of a cgroup only, deepest first; its files are the kernel's.
  spawnSync("find", [folder, "-depth", "-type", "d", "-exec", "rmdir", "{}", ";"], {
    stdio: "ignore",
  });
}
