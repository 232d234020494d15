import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryHost } from "../../src/host/index.ts";

test("a link leads where it points from when it is made until it is gone, whatever takes it away", async () => {
  const files = { "/old/file": "old", "/new/file": "new", "/name": { link: "/old" } };
  const host = createMemoryHost({ files });
  const seen = () => host.files.readText("/name/file");
  assert.equal(await seen(), "old");
  host.put("/name", { link: "/new" });
  assert.equal(await seen(), "new");
  host.drop("/name");
  assert.equal(await seen(), undefined);
  host.put("/name", { link: "/old" });
  await host.files.writeAtomic("/name", "a file", { mode: 0o644 });
  assert.deepEqual([await seen(), await host.files.readText("/name")], [undefined, "a file"]);
  assert.equal(await host.files.readText("/old/file"), "old");
});

test("a link below a folder that goes, or that was never written down, is not followed", async () => {
  const host = createMemoryHost({
    files: { "/a/link": { link: "/there" }, "/there/file": "x", "/run/link": { link: "/there" } },
  });
  await host.files.removeTree("/a");
  await host.files.writeAtomic("/a/link/file", "own", { mode: 0o644 });
  assert.equal(await host.files.readText("/there/file"), "x");
  assert.equal(await host.files.readText("/a/link/file"), "own");
  await host.files.remove("/run/link");
  assert.equal(await host.files.readText("/run/link/file"), undefined);
  host.powerCut();
  assert.equal(await host.files.readText("/run/link/file"), "x");
  assert.equal(await host.files.readText("/a/link/file"), "own");
});
