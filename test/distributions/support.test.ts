import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { OBSERVED, supportCollectors } from "../../src/distributions/index.ts";
import { createHostGather, createMemoryHost } from "../../src/host/index.ts";
import { COLLECTORS } from "../../src/support/index.ts";
import { HOME } from "../support/source-tree.ts";

const on = (path: string) => createHostGather(createMemoryHost({ files: { [path]: "x" } }));

test("each distribution says what a bundle takes of it, where it left traces and nowhere else", async () => {
  for (const { id, traces } of OBSERVED) {
    const [first = ""] = traces;
    const found = await supportCollectors(on(first));
    assert.ok(found.length > 10, id);
    assert.ok(existsSync(join(HOME, "src/distributions", id, "support.ts")), id);
    const ids = [...COLLECTORS, ...found].map((one) => one.id);
    const twice = ids.filter((one, index) => ids.indexOf(one) !== index);
    assert.deepEqual(twice, [], id);
  }
  assert.deepEqual(await supportCollectors(on("/etc/hosts")), []);
});

test("nothing that holds a key or a token is asked of a distribution", async () => {
  const keys = /\.key$|token|kubeconfig$|admin\.conf$|encryption/i;
  for (const { traces } of OBSERVED) {
    const found = await supportCollectors(on(traces[0] ?? ""));
    const taken = found.flatMap(({ what }) =>
      "path" in what && what.is !== "listing" ? [what.path] : [],
    );
    assert.deepEqual(
      taken.filter((path) => keys.test(path)),
      [],
    );
  }
});
