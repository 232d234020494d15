import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { importHandler, planImport } from "../../src/content/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { findProfiles } from "../../src/profile/index.ts";
import { profileFiles, SHOP } from "../profile/folder.ts";
import { createCliBench, jsonLines } from "../support/cli-world.ts";

const FOLDER = "/opt/bringup/profiles/site";
const onHost = (files: Readonly<Record<string, string>> = {}) =>
  createCliBench({ host: createMemoryHost({ files: profileFiles(FOLDER, files) }), columns: 100 });

test("profiles of a host are listed by name, with their layers in order", async () => {
  const { exitCode, stdout } = await onHost().run("profile", "list");
  assert.equal(exitCode, 0);
  assert.equal(
    stdout,
    [
      "NAME       VERSION  LAYERS                     FOLDER",
      `site-base  1.2.0    k3s, metrics-server, shop  ${FOLDER}`,
      "",
    ].join("\n"),
  );
  const none = createCliBench({ host: createMemoryHost() });
  assert.equal((await none.run("profile", "list")).stdout, "There is no profile on this host.\n");
});

test("a profile is told whole, by its name or its folder", async () => {
  const byName = await onHost().run("profile", "inspect", "site-base");
  assert.equal(byName.exitCode, 0);
  assert.match(byName.stdout, /^site-base 1\.2\.0$/m);
  assert.match(
    byName.stdout,
    /^shop +addon +metrics-server +shop\/definition\.yaml, shop\/shop\.yaml$/m,
  );
  assert.match(byName.stdout, /^registry +text +\(required\) +\[a-z0-9\.:\/-\]\+$/m);
  assert.match(byName.stdout, /^till-key +text +\(a secret\)$/m);
  assert.equal((await onHost().run("profile", "inspect", FOLDER)).stdout, byName.stdout);
});

test("every problem of a profile is said with its file and line, and the exit code says so", async () => {
  const bench = onHost({ "shop/shop.yaml": SHOP.replaceAll("var:size", "var:sise") });
  const { exitCode, stdout } = await bench.run("profile", "inspect", FOLDER);
  assert.equal(exitCode, 1);
  const expected = `${FOLDER}/shop/shop.yaml:27: sise is no variable of this profile. Did you mean size?`;
  assert.ok(stdout.split("\n").includes(expected), stdout);
  const missing = await onHost().run("profile", "inspect", "/opt/nothing", "--json");
  assert.equal(missing.exitCode, 1);
  assert.partialDeepStrictEqual(jsonLines(missing.stdout)[0], { profile: { name: "" } });
});

test("what was exported is imported as the same profile, and exported again as the same bytes", async () => {
  const bench = onHost();
  const { exitCode } = await bench.run(
    "profile",
    "export",
    "site-base",
    "/media/usb/site-base.tar",
  );
  assert.equal(exitCode, 0);
  const tar = bench.written.get("/media/usb/site-base.tar") ?? "";
  const sum = bench.written.get("/media/usb/site-base.tar.sha256") ?? "";
  assert.equal(sum, `${createHash("sha256").update(tar).digest("hex")}  site-base.tar\n`);

  const other = createMemoryHost({
    files: { "/media/usb/site-base.tar": tar, "/media/usb/site-base.tar.sha256": sum },
    diskBytes: 2 ** 31,
  });
  const { steps, blocked } = await planImport(other, { from: "/media/usb/site-base.tar" });
  assert.deepEqual(blocked, []);
  const secrets = { read: async () => undefined, matches: () => undefined };
  const signal = new AbortController().signal;
  for (const { params } of steps)
    await importHandler.run(params as Parameters<typeof importHandler.run>[0], {
      ...{ host: other, secrets, signal, report: () => {} },
    });
  const [[before], [after]] = [
    await findProfiles(createMemoryHost({ files: profileFiles(FOLDER) })),
    await findProfiles(other),
  ];
  assert.deepEqual(after, { ...before, path: "/opt/bringup/content/site-base" });
  const again = createCliBench({ host: other });
  await again.run("profile", "export", "site-base", "/x/site-base.tar");
  assert.equal(again.written.get("/x/site-base.tar"), tar);
});

test("a profile with problems is not exported, and an import is planned like any other", async () => {
  const bad = onHost({ "profile.yaml": "kind: ClusterProfile\n" });
  const { exitCode, stderr } = await bad.run("profile", "export", FOLDER, "/x/site.tar");
  assert.equal(exitCode, 2);
  assert.match(stderr, /has problems: it is not exported/);
  assert.equal(bad.written.size, 0);
  const bench = onHost();
  await bench.run("profile", "import", "/media/usb/site.tar", "--sha256", "ab");
  assert.deepEqual(bench.hub.handled[0], {
    do: "plan-operation",
    operation: "import-content",
    params: { from: "/media/usb/site.tar", sha256: "ab" },
  });
});
