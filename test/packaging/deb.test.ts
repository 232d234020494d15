import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  accessSync,
  constants,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { HOME } from "../support/source-tree.ts";

const skip =
  spawnSync("dpkg-deb", ["--version"]).error === undefined
    ? false
    : "SKIPPED: dpkg-deb is not installed";
const { version } = JSON.parse(readFileSync(join(HOME, "package.json"), "utf8"));
const folder = mkdtempSync(join(tmpdir(), "bringup-deb-test-"));
const tree = join(folder, "tree");
let packed = "";

before(() => {
  if (skip !== false) return;
  const script = join(HOME, "packaging/deb/build-deb.ts");
  const said = run(process.execPath, script, folder, "none");
  packed = said.slice(0, said.indexOf(": "));
  assert.match(said, new RegExp(`_${version}_\\w+\\.deb: version ${version}, \\w+, [\\d.]+ MB\n$`));
  run("dpkg-deb", "--raw-extract", packed, tree);
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** What the program printed. */
function run(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, [...args], {
    encoding: "utf8",
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: folder },
    cwd: HOME,
  });
  assert.equal(status, 0, `${program} ${args.join(" ")}: ${stderr}`);
  return stdout;
}

test("the program runs from the unpacked package, with the Node in it", { skip }, () => {
  assert.equal(run(join(tree, "usr/bin/bringup"), "--version"), `${version}\n`);
  const document = join(folder, "host.yaml");
  writeFileSync(document, "apiVersion: bringup/v1alpha1\nkind: EdgeHost\nspec: {}\n");
  run(join(tree, "usr/bin/bringup"), "validate", "-f", document);
});

test("the package says what it is and what it needs", { skip }, () => {
  const field = (name: string) => run("dpkg-deb", "--field", packed, name).trim();
  assert.deepEqual([field("Package"), field("Version")], ["bringup", version]);
  assert.equal(field("Architecture"), run("dpkg", "--print-architecture").trim());
  assert.match(field("Depends"), /libstdc\+\+6/);
  assert.ok(Number(field("Installed-Size")) > 50_000);
});

test("every file is root's, and nobody else may write it", { skip }, () => {
  const lines = run("dpkg-deb", "--contents", packed).trim().split("\n");
  assert.ok(lines.length > 50);
  const odd = lines.filter(
    (line) => !/^(?:drwxr-xr-x|-rw-r--r--|-rwxr-xr-x|lrwxrwxrwx) root\/root /.test(line),
  );
  assert.deepEqual(odd, []);
});

test("the sums in the package are those of its files", { skip }, () => {
  const { status, stdout } = spawnSync("md5sum", ["--check", "--quiet", "DEBIAN/md5sums"], {
    cwd: tree,
    encoding: "utf8",
  });
  assert.deepEqual([status, stdout], [0, ""]);
});

test("the units name programs that are in the package", { skip }, () => {
  const units = [
    ...globSync(join(tree, "usr/lib/systemd/system/*")),
    ...globSync(join(tree, "usr/share/bringup/*/*")),
  ];
  const named = units.flatMap((path) => [
    ...readFileSync(path, "utf8").matchAll(/(\/usr\/(?:lib\/bringup|bin\/bringup)\S*)/g),
  ]);
  assert.ok(units.length >= 2 && named.length >= 2);
  for (const [, path = ""] of named) accessSync(join(tree, path), constants.X_OK);
});

test("its scripts are shell without a mistake, and can be run", { skip }, () => {
  for (const name of ["postinst", "prerm", "postrm"]) {
    const path = join(tree, "DEBIAN", name);
    accessSync(path, constants.X_OK);
    run("sh", "-n", path);
  }
});

test("it names the licence of everything in it", { skip }, () => {
  const text = readFileSync(join(tree, "usr/share/doc/bringup/copyright"), "utf8");
  for (const name of ["bringup", "Node.js", "react ", "zod ", "yaml "])
    assert.ok(text.includes(`\n${name}`) || text.startsWith(name), name);
});
