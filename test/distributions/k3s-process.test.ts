import assert from "node:assert/strict";
import { test } from "node:test";
import { known } from "../../src/engine/index.ts";
import { type NodesSeen, parseKubeconfig, watchNodes } from "../../src/kube/index.ts";
import { summarizeCluster } from "../../src/status/index.ts";
import { eventually } from "../support/eventually.ts";
import { benchOn, CLUSTER, documentOf } from "../support/k3s-bench.ts";
import { createSandbox } from "../support/k3s-sandbox.ts";

const UNIT = "k3s.service";
/** Announced by the stand-in: the sandbox has it from then on. */
const VIP = "10.10.216.100";

test("in a sandbox the walk runs with real processes, files and TLS, and survives a kill", async (t) => {
  const host = await createSandbox(t);
  const bench = await benchOn(
    host,
    documentOf({ ...CLUSTER, vip: VIP, native: { datastore: "etcd" } }),
  );
  const state = await bench.run();
  assert.equal(state.state, "succeeded", state.message);
  assert.equal(summarizeCluster(await bench.look()).title, "K3s 1.35.3, one node, Ready");
  assert.deepEqual((await bench.plan()).steps, []);
  const journal = await host.units.journal(UNIT, { lines: 100 });
  assert.ok(journal.is === "known" && journal.value.some((line) => line.includes("simulated")));

  await host.units.restart(UNIT);
  const back = await eventually("Ready after a restart", async () => {
    const seen = await bench.look();
    return summarizeCluster(seen).healthy && seen;
  });
  assert.deepEqual(back.stores.is === "known" && back.stores.value.map(({ title }) => title), [
    "Datastore, etcd",
  ]);
  assert.deepEqual((await bench.plan()).steps, [], "objects and authority outlive the process");

  const killed = await host.units.show(UNIT);
  assert.ok(killed.is === "known" && killed.value.mainPid !== undefined);
  process.kill(killed.value.mainPid, "SIGKILL");
  const down = await eventually("seen as down", async () => {
    const seen = await bench.look();
    return !summarizeCluster(seen).healthy && seen;
  });
  assert.notEqual(down.cluster.api.is, "known");
});

test("the nodes of a sandbox are watched: a change comes by itself, an end and a new start too", async (t) => {
  const host = await createSandbox(t);
  const bench = await benchOn(host);
  await bench.run();
  const access = parseKubeconfig((await host.files.readText("/etc/rancher/k3s/k3s.yaml")) ?? "");
  assert.ok(access);
  const stop = new AbortController();
  let seen: NodesSeen | undefined;
  const show = (next: NodesSeen) => {
    seen = next;
  };
  const watching = watchNodes({ host, access: async () => known(access), show }, stop.signal);
  const readyIs = (status: string) =>
    seen?.link.is === "connected" &&
    seen.nodes?.some(({ conditions }) =>
      conditions.some((found) => found.type === "Ready" && found.status === status),
    );
  await eventually("Ready", () => readyIs("True"));
  await host.units.stop(UNIT, { timeoutMs: 10_000 });
  await eventually("cut off", () => seen?.link.is === "cut-off");
  await host.files.writeAtomic("/etc/bringup/stand-in.json", '{"fail":"never-ready"}', {
    mode: 0o644,
  });
  await host.units.start(UNIT);
  await eventually("not ready after a new start", () => readyIs("False"));
  stop.abort();
  await watching;
});

test("a configuration the program refuses is explained from its journal", async (t) => {
  const host = await createSandbox(t);
  const bench = await benchOn(
    host,
    documentOf({ ...CLUSTER, native: { tlsSans: ["api.example.net"] } }),
  );
  await bench.run();
  const path = "/etc/rancher/k3s/config.yaml";
  const config = (await host.files.readText(path)) ?? "";
  await host.files.writeAtomic(path, `${config}flanel-backend: none\n`, { mode: 0o600 });
  await host.units.restart(UNIT);
  const seen = await eventually("the refusal", async () => {
    const { cluster: found } = await bench.look();
    const isBetween = found.unit.is === "known" && found.unit.value.sub === "auto-restart";
    return isBetween && found.lastEvidence?.includes("flanel") && found;
  });
  assert.deepEqual(
    { unit: seen.unit, evidence: seen.lastEvidence },
    {
      unit: known({ name: UNIT, active: "activating", sub: "auto-restart", restarts: 0 }),
      evidence:
        "this version does not know a key of config.yaml (Error: flag provided but not defined: -flanel-backend)",
    },
  );
});

test("an API server without a certificate answers only what needs no login", async (t) => {
  const host = await createSandbox(t);
  const bench = await benchOn(host);
  await bench.run();
  const get = async (path: string) => {
    const tls = { acceptAny: true } as const;
    const outcome = await host.http.get({ url: `https://127.0.0.1:6443${path}`, tls });
    if (outcome.is === "failed") return outcome.why;
    return `${outcome.status} ${new TextDecoder().decode(outcome.body).slice(0, 27)}`;
  };
  assert.equal(await get("/ping"), "200 pong");
  assert.equal(await get("/cacerts"), "200 -----BEGIN CERTIFICATE-----");
  assert.match(await get("/readyz?verbose"), /^401 /);
});
