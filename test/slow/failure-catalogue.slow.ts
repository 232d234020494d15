// Failures of the catalogue in real processes: said in a real journal, found by the doctor, mended by its plan.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../support/eventually.ts";
import { ARTEFACTS, benchOn, documentOf } from "../support/k3s-bench.ts";
import { createSandbox } from "../support/k3s-sandbox.ts";
import { findingOf, mended } from "../support/mending.ts";
import { RKE2_CLUSTER } from "../support/rke2-bench.ts";

const INSTANCES = "/proc/sys/fs/inotify/max_user_instances";
const IN_SANDBOX = documentOf({ ...RKE2_CLUSTER, artefacts: `${ARTEFACTS}/rke2` });

for (const [title, document, unit, symptom] of [
  ["K3s", documentOf(), "k3s.service", "journal.k3s"],
  ["RKE2", IN_SANDBOX, "rke2-server.service", "journal.rke2"],
] as const)
  test(`${title}: limits that were lowered are seen in its journal, raised by an approved plan, and it is quiet after that`, async (t) => {
    const host = await createSandbox(t);
    const bench = await benchOn(host, document);
    const state = await bench.run();
    assert.equal(state.state, "succeeded", state.message);
    assert.equal((await findingOf(bench, symptom)).is, "clear");

    await host.files.writeInPlace(INSTANCES, "128\n");
    await host.units.restart(unit);
    const found = await eventually("the failure in the journal", async () => {
      const finding = await findingOf(bench, symptom);
      return finding.is === "found" && finding;
    });
    assert.equal(found.explained?.code, "INOTIFY_LIMIT");
    const { state: ended } = await mended(bench, symptom, document);
    assert.equal(ended.state, "succeeded", ended.message);
    assert.equal(await host.files.readText(INSTANCES), "8192\n");
    await host.units.restart(unit);
    await eventually("it is up, and nothing is left to do", async () => {
      return (await bench.plan()).steps.length === 0;
    });
    assert.equal((await findingOf(bench, symptom)).is, "clear");
  });

test("a token of another cluster is told by K3s itself, with cause and remedy", async (t) => {
  const host = await createSandbox(t, { fail: "token-hash" });
  const bench = await benchOn(host);
  const state = await bench.run();
  assert.equal(state.state, "paused");
  const finding = await findingOf(bench, "journal.k3s");
  assert.ok(finding.is === "found", JSON.stringify(finding));
  assert.deepEqual(finding.explained, {
    code: "TOKEN_WRONG_CLUSTER",
    cause: "The token belongs to another cluster, or something on the way opens TLS.",
    fix: ["Compare the hash of /cacerts with the token, and check NO_PROXY."],
  });
});
