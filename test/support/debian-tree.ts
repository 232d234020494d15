import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const HOME = join(import.meta.dirname, "../..");
export const SUITE = "bookworm";

/** What every test host is made of; all of Debian's own main section. */
export const PACKAGES: readonly string[] = [
  ...["systemd", "systemd-sysv", "systemd-resolved", "systemd-timesyncd", "dbus"],
  ...["libnss-systemd", "iproute2", "kmod", "procps", "ca-certificates", "libstdc++6", "socat"],
];

/**
 * Why no Debian can be made and booted here; `undefined`: one can.
 * @param tools the programs needed besides debootstrap, and the Debian package that has each
 */
export function obstacle(tools: Readonly<Record<string, string>>): string | undefined {
  if (process.geteuid?.() !== 0) return "not root";
  const needed = Object.entries({ debootstrap: "debootstrap", ...tools });
  const missing = new Set(needed.flatMap(([tool, name]) => (isInstalled(tool) ? [] : name)));
  if (missing.size > 0) return `not installed: ${[...missing].join(", ")}`;
  if (mirror() === undefined) return "no Debian mirror among this machine's apt sources";
  if (!existsSync(join(HOME, "dist/bringup.js"))) return "not built: run npm run build first";
  return undefined;
}

/** Makes a tree in a folder that is not there yet. @throws with the end of what debootstrap said */
export function makeTree(tree: string, packages: readonly string[]): void {
  const args = ["--variant=minbase", `--include=${packages.join(",")}`, SUITE, tree];
  const { status, stdout } = spawnSync("debootstrap", [...args, mirror() ?? ""], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 ** 2,
  });
  // It leaves /proc mounted when it was cut off.
  unmountBelow(tree);
  if (status !== 0) throw new Error(`debootstrap: exit code ${status}: ${stdout.slice(-500)}`);
}

export function unmountBelow(folder: string): void {
  const mounts = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "")
    .filter((point) => point.startsWith(`${folder}/`))
    .reverse();
  for (const point of mounts) spawnSync("umount", ["-l", point], { stdio: "ignore" });
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
