import assert from "node:assert/strict";
import { test } from "node:test";
import { summarizeCluster } from "../../src/status/index.ts";
import { benchOn, documentOf } from "../support/k3s-bench.ts";
import { createSandbox } from "../support/k3s-sandbox.ts";
import { RKE2_CLUSTER } from "../support/rke2-bench.ts";

test("in a sandbox RKE2 is unpacked and runs with real processes, files and TLS on both its ports", async (t) => {
  const host = await createSandbox(t);
  const artefacts = `${RKE2_CLUSTER.artefacts}/rke2`;
  const bench = await benchOn(host, documentOf({ ...RKE2_CLUSTER, artefacts }));
  const state = await bench.run();
  assert.equal(state.state, "succeeded", state.message);
  const seen = await bench.look();
  assert.equal(summarizeCluster(seen).title, "RKE2 1.35.3, one node, Ready");
  assert.deepEqual(seen.stores.is === "known" && seen.stores.value.map(({ title }) => title), [
    "Datastore, etcd",
  ]);
  assert.deepEqual((await bench.plan()).steps, []);
  const ask = async (port: number, path: string) => {
    const tls = { acceptAny: true } as const;
    const outcome = await host.http.get({ url: `https://127.0.0.1:${port}${path}`, tls });
    if (outcome.is === "failed") return outcome.why;
    return `${outcome.status} ${new TextDecoder().decode(outcome.body).slice(0, 27)}`;
  };
  assert.equal(await ask(9345, "/ping"), "200 pong");
  assert.equal(await ask(9345, "/cacerts"), "200 -----BEGIN CERTIFICATE-----");
  assert.match(await ask(6443, "/readyz"), /^401 /);
});
