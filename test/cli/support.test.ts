import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createCliBench } from "../support/cli-world.ts";

/** The tree of a host that is being prepared, with a secret in its user-data. */
function treeOf(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "bringup-support-cli-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [root, state, out] = ["root", "state", "out"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [join(root, "oem"), join(root, "etc"), join(state, "secrets")])
    mkdirSync(path, { recursive: true });
  writeFileSync(
    join(root, "oem/90_custom.yaml"),
    "stylus:\n  site:\n    edgeHostToken: PLANTED1\n    name: edge-7\n",
  );
  writeFileSync(join(root, "etc/hostname"), "rack12\n");
  writeFileSync(join(root, "etc/hosts"), "10.0.0.1 said-plainly-PLANTED2\n");
  writeFileSync(join(state, "secrets/proxy-password"), "said-plainly-PLANTED2");
  return { folder, out, argv: ["--root", root, "--state-dir", state] };
}

test("bringup support writes a bundle into a folder, without the secrets of the host", async (t) => {
  const { folder, out, argv } = treeOf(t);
  const { exitCode, stdout } = await createCliBench().run(
    "support",
    "--to",
    out,
    ...argv,
    "--without",
    "bringup",
  );
  assert.equal(exitCode, 0, stdout);
  const [name = ""] = readdirSync(out);
  assert.match(name, /^bringup-support-rack12-/);
  assert.equal(stdout.startsWith(`[ OK ] ${join(out, name)}, `), true, stdout);
  assert.match(stdout, /Secrets are masked\.\n/);
  execFileSync("tar", ["-xzf", join(out, name), "-C", folder]);
  const inside = join(folder, name.replace(".tar.gz", ""));
  const userData = readFileSync(join(inside, "files/oem/90_custom.yaml"), "utf8");
  assert.equal(userData, "stylus:\n  site:\n    edgeHostToken: ********\n    name: edge-7\n");
  const everything = execFileSync("sh", ["-c", `cat $(find ${inside} -type f)`], {
    encoding: "utf8",
  });
  assert.doesNotMatch(everything, /PLANTED/);
});

test("the same for programs is one object with every line of the manifest", async (t) => {
  const { out, argv } = treeOf(t);
  const without = ["--without", "bringup", "--without", "journal"];
  const { stdout } = await createCliBench().run(
    "support",
    "--json",
    "--to",
    out,
    ...argv,
    ...without,
  );
  const { path, counts, entries } = JSON.parse(stdout);
  assert.equal(path, join(out, readdirSync(out)[0] ?? ""));
  assert.equal(counts.collected >= 2, true);
  const sources = entries.map(({ source }: { readonly source: string }) => source);
  assert.equal(sources.includes("/oem/90_custom.yaml"), true);
  assert.equal(
    sources.some((source: string) => source.startsWith("journalctl --no-pager --quiet")),
    false,
  );
});

test("a word that names nothing, and an address without https, are refused before anything is collected", async (t) => {
  const { out, argv } = treeOf(t);
  const typo = await createCliBench().run("support", "--to", out, ...argv, "--without", "jurnal");
  assert.equal(typo.exitCode, 2);
  assert.match(typo.stderr, /nothing is named jurnal/);
  const open = await createCliBench().run("support", "--to", "http://example.com/", ...argv);
  assert.equal(open.exitCode, 2);
  assert.match(open.stderr, /without https everybody on the way can read it/);
});
