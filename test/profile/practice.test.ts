import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryHost } from "../../src/host/index.ts";
import { findProfiles, practiceProfile } from "../../src/profile/index.ts";
import { CLUSTER, createBench, documentOf } from "../support/k3s-bench.ts";

test("the profile of a practice host is a sound one, and what somebody changed in it stays", async () => {
  const host = createMemoryHost();
  await practiceProfile(host.files);
  const [found] = await findProfiles(host);
  assert.ok(found !== undefined);
  assert.deepEqual([found.name, found.problems], ["practice", []]);
  await host.files.writeAtomic(`${found.path}/shop.yaml`, "mine", { mode: 0o644 });
  await practiceProfile(host.files);
  assert.equal(host.text(`${found.path}/shop.yaml`), "mine");
});

test("on a stand-in every layer of it becomes ready", async () => {
  const host = createMemoryHost();
  await practiceProfile(host.files);
  const [found] = await findProfiles(host);
  assert.ok(found !== undefined);
  const files = Object.fromEntries(
    host
      .paths()
      .filter((path) => path.startsWith(found.path))
      .map((path) => [path, host.text(path) ?? ""]),
  );
  const document = documentOf({ ...CLUSTER, profile: { path: found.path } });
  const bench = await createBench({ document, files });
  const state = await bench.run();
  assert.equal(state.state, "succeeded", state.message);
  assert.deepEqual((await bench.plan()).steps, []);
});
