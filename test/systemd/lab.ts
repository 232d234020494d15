import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const HOME = join(import.meta.dirname, "../..");
export const SUITE = "bookworm";

/** What a test host is made of; all of Debian's own main section. */
const PACKAGES = [
  ...["systemd", "systemd-sysv", "systemd-resolved", "systemd-timesyncd", "dbus"],
  ...["libnss-systemd", "iproute2", "kmod", "procps", "ca-certificates", "libstdc++6", "socat"],
];

/** The programs this needs, and the Debian package that has each. */
const TOOLS = {
  debootstrap: "debootstrap",
  "systemd-nspawn": "systemd-container",
  ip: "iproute2",
  nsenter: "util-linux",
} as const;

/** Why no test host can be booted here; `undefined`: one can. */
export function obstacle(): string | undefined {
  if (process.geteuid?.() !== 0) return "not root";
  const missing = Object.entries(TOOLS).flatMap(([tool, name]) => (isInstalled(tool) ? [] : name));
  if (missing.length > 0) return `not installed: ${missing.join(", ")}`;
  if (mirror() === undefined) return "no Debian mirror among this machine's apt sources";
  if (!existsSync(join(HOME, "dist/bringup.js"))) return "not built: run npm run build first";
  return undefined;
}

function isInstalled(tool: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${tool}`], { stdio: "ignore" }).status === 0;
}

/** The first Debian archive this machine itself installs from: sources.list(5), both styles. */
function mirror(): string | undefined {
  const folder = "/etc/apt/sources.list.d";
  const files = ["/etc/apt/sources.list", ...list(folder).map((name) => `${folder}/${name}`)];
  const uris = files.flatMap((path) => {
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    const oneLine = [...text.matchAll(/^deb\s+(?:\[[^\]]*\]\s+)?(\S+)/gm)];
    const stanzas = [...text.matchAll(/^URIs:\s*(\S+)/gm)];
    return [...oneLine, ...stanzas].map(([, uri = ""]) => uri);
  });
  return uris.find((uri) => /^https?:.*\/debian\/?$/.test(uri));
}

function list(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

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

export function openLab(): Lab {
  const folder = mkdtempSync(join(tmpdir(), "bringup-systemd-"));
  const namespace = `bringup-${process.pid}`;
  const cgroups = cgroupFolders(namespace);
  const close = () => {
    spawnSync("ip", ["netns", "del", namespace], { stdio: "ignore" });
    for (const cgroup of cgroups) removeCgroup(cgroup);
    unmountBelow(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    makeTree(join(folder, "base"));
    makeNetwork(namespace);
    for (const cgroup of cgroups) mkdirSync(cgroup, { recursive: true });
    return {
      folder,
      namespace,
      program: copyProgram(join(folder, "program")),
      cgroups,
      tree(name) {
        const to = join(folder, name);
        execFileSync("cp", ["-a", "--reflink=auto", join(folder, "base"), to]);
        return to;
      },
      close,
    };
  } catch (thrown) {
    close();
    throw thrown;
  }
}

function makeTree(tree: string): void {
  const log = `${tree}.log`;
  const args = ["--variant=minbase", `--include=${PACKAGES.join(",")}`, SUITE, tree];
  const { status, stdout } = spawnSync("debootstrap", [...args, mirror() ?? ""], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 ** 2,
  });
  writeFileSync(log, stdout);
  // It leaves /proc mounted when it was cut off.
  unmountBelow(tree);
  if (status !== 0) throw new Error(`debootstrap: exit code ${status}: ${stdout.slice(-500)}`);
}

/** No way out: both ends of the pair stay inside, and nobody answers at the gateway. */
function makeNetwork(namespace: string): void {
  const ip = (...args: readonly string[]) => execFileSync("ip", args);
  ip("netns", "add", namespace);
  const inside = (...args: readonly string[]) => ip("-n", namespace, ...args);
  inside("link", "set", "lo", "up");
  inside("link", "add", "eth0", "type", "veth", "peer", "name", "veth-gateway");
  inside("addr", "add", "10.99.0.2/24", "dev", "eth0");
  inside("link", "set", "eth0", "up");
  inside("link", "set", "veth-gateway", "up");
  inside("route", "add", "default", "via", "10.99.0.1");
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

function unmountBelow(folder: string): void {
  const mounts = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "")
    .filter((point) => point.startsWith(`${folder}/`))
    .reverse();
  for (const point of mounts) spawnSync("umount", ["-l", point], { stdio: "ignore" });
}
