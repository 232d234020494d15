import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterForm, lookAtArtefacts, planCluster } from "../../src/cluster/index.ts";
import { DISTRIBUTIONS, loadDriver } from "../../src/distributions/index.ts";
import { known } from "../../src/engine/index.ts";
import { BringupError } from "../../src/errors/index.ts";
import { ARTEFACTS, createBench, documentOf, INVENTORY } from "../support/k3s-bench.ts";

const signal = new AbortController().signal;

test("the form offers every registered distribution with its own choices", async () => {
  const { distributions } = await clusterForm();
  assert.deepEqual(
    distributions.map(({ id, title }) => ({ id, title })),
    DISTRIBUTIONS.map(({ id, title }) => ({ id, title })),
  );
});

test("the version is read from the artefacts, and only from a sound set", async () => {
  const { host } = await createBench();
  const question = { distribution: "k3s", directory: ARTEFACTS, architecture: "amd64", signal };
  assert.deepEqual(await lookAtArtefacts(host, question), {
    version: known("1.35.3+k3s1"),
    problems: [],
  });
  await host.files.writeAtomic(`${ARTEFACTS}/k3s`, "#!/bin/sh\nrm -rf /\n", { mode: 0o755 });
  const before = host.calls.length;
  const bad = await lookAtArtefacts(host, question);
  assert.deepEqual(
    { version: bad.version, codes: bad.problems.map(({ code }) => code) },
    {
      version: { is: "absent" },
      codes: ["ARTEFACT_CORRUPT"],
    },
  );
  assert.equal(host.calls.length, before, "a program that is not the published one is never run");
});

test("a document without a cluster plans nothing", async () => {
  const { host } = await createBench();
  const { cluster: _, ...spec } = documentOf().spec;
  const candidate = await planCluster({
    host,
    document: { ...documentOf(), spec },
    inventory: INVENTORY,
    signal,
    secretDigest: () => undefined,
  });
  assert.deepEqual(candidate, { steps: [], skipped: [], blocked: [] });
});

test("an unknown distribution is an error of the document, with the nearest name", async () => {
  await assert.rejects(loadDriver("k3"), (thrown) => {
    assert.ok(thrown instanceof BringupError);
    assert.deepEqual([thrown.code, thrown.hint], ["DOCUMENT_INVALID", "Did you mean k3s?"]);
    return true;
  });
});
