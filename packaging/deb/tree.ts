import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import process from "node:process";
import { gzipSync } from "node:zlib";
import { copyright } from "./copyright.ts";

export const HOME = join(import.meta.dirname, "../..");

const manifest = JSON.parse(readFileSync(join(HOME, "package.json"), "utf8"));
export const VERSION: string = manifest.version;

/** Names of deb-architecture(1); every other one is called alike. */
const ARCHITECTURES: Readonly<Partial<Record<NodeJS.Architecture, string>>> = {
  x64: "amd64",
  ppc64: "ppc64el",
};
export const ARCHITECTURE = ARCHITECTURES[process.arch] ?? process.arch;

const MAINTAINER = "bringup maintainers <maintainers@bringup.invalid>";
const LIBRARY = "usr/lib/bringup";
const PROFILE = "etc/profile.d/bringup.sh";
const DOCUMENTATION = "usr/share/doc/bringup";

/** Where each file goes. Programs keep their execute bit, everything else has none. */
function files(): readonly (readonly [from: string, to: string])[] {
  const program = [
    ...["bin/bringup", "bin/restore-console", "packaging/station", "packaging/kairos-installer"],
    ...["dist/bringup.js", "dist/package.json"],
  ];
  const parts = globSync("dist/parts/*", { cwd: HOME });
  const units = globSync("packaging/*.service", { cwd: HOME });
  const dropIns = globSync("packaging/*.service.d/*.conf", { cwd: HOME });
  const pages = globSync("docs/*.md", { cwd: HOME });
  return [
    ...[...program, ...parts].map((path) => [path, `${LIBRARY}/${path}`] as const),
    ["node_modules/node/bin/node", `${LIBRARY}/node_modules/node/bin/node`],
    ...units.map(
      (path) => [path, `usr/lib/systemd/system/${relative("packaging", path)}`] as const,
    ),
    // Not in force until somebody copies them: what a serial line shows is the owner's decision.
    ...dropIns.map((path) => [path, `usr/share/bringup/${relative("packaging", path)}`] as const),
    ["packaging/profile.sh", PROFILE],
    ["README.md", `${DOCUMENTATION}/README.md`],
    ...pages.map((path) => [path, `${DOCUMENTATION}/${relative("docs", path)}`] as const),
    ...["postinst", "prerm", "postrm"].map(
      (name) => [`packaging/deb/${name}`, `DEBIAN/${name}`] as const,
    ),
  ];
}

/** Lays the package out in an empty folder, as dpkg-deb(1) wants it. Needs a finished build. */
export function layOut(tree: string): void {
  for (const [from, to] of files()) {
    const target = join(tree, to);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(HOME, from), target);
    const isProgram = (statSync(join(HOME, from)).mode & 0o100) !== 0;
    chmodSync(target, isProgram ? 0o755 : 0o644);
  }
  mkdirSync(join(tree, "usr/bin"));
  symlinkSync("../lib/bringup/bin/bringup", join(tree, "usr/bin/bringup"));
  write(tree, `${DOCUMENTATION}/copyright`, copyright(HOME));
  write(tree, `${DOCUMENTATION}/changelog.gz`, gzipSync(changelog(), { level: 9 }));
  write(tree, "DEBIAN/conffiles", `/${PROFILE}\n`);
  write(tree, "DEBIAN/md5sums", sums(tree));
  write(tree, "DEBIAN/control", control(tree));
  for (const path of folders(tree)) chmodSync(path, 0o755);
}

function write(tree: string, path: string, content: string | Uint8Array): void {
  writeFileSync(join(tree, path), content);
  chmodSync(join(tree, path), 0o644);
}

/** Node is linked with the C++ library; `deb-systemd-helper` does what the scripts ask of systemd. */
function control(tree: string): string {
  const bytes = installed(tree).reduce((sum, path) => sum + statSync(join(tree, path)).size, 0);
  return `Package: bringup
Version: ${VERSION}
Architecture: ${ARCHITECTURE}
Maintainer: ${MAINTAINER}
Installed-Size: ${Math.ceil(bytes / 1024)}
Depends: libc6 (>= 2.28), libstdc++6 (>= 8), init-system-helpers (>= 1.54)
Recommends: kbd, kmod, iproute2, util-linux
Section: admin
Priority: optional
Description: ${manifest.description.replace(/\.$/, "")}
 Hardware checks, host settings, registration with a management plane, a
 local single-node Kubernetes cluster and its live status: on the screen of
 the machine, over SSH, on a serial line, or from the command line.
 .
 Brings its own Node. The agent is enabled when this is first installed; the
 consoles are not: see README.md in /usr/share/doc/bringup.
`;
}

function changelog(): string {
  const date = new Date(Number(process.env.SOURCE_DATE_EPOCH ?? Date.now() / 1000) * 1000);
  const shown = date.toUTCString().replace("GMT", "+0000");
  return `bringup (${VERSION}) unstable; urgency=medium

  * See README.md for what this version does.

 -- ${MAINTAINER}  ${shown}
`;
}

function sums(tree: string): string {
  const digest = (path: string) =>
    createHash("md5")
      .update(readFileSync(join(tree, path)))
      .digest("hex");
  return installed(tree)
    .map((path) => `${digest(path)}  ${path}\n`)
    .join("");
}

/** Plain files of the package, sorted, without what is for dpkg itself. */
function installed(tree: string): readonly string[] {
  return readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(tree, join(parentPath, name)))
    .filter((path) => !path.startsWith("DEBIAN/"))
    .toSorted();
}

function folders(tree: string): readonly string[] {
  return readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name));
}
