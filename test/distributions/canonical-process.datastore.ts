// Snaps, services and sockets as real processes, over a real Dqlite of each store: `npm run test:datastore`.
import assert from "node:assert/strict";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { MEMBERSHIP_FOLDER, STATE } from "../../src/distributions/canonical/paths.ts";
import { filesOf, lackIn, savedParts } from "../../src/distributions/canonical/saved-files.ts";
import { standInArtefacts, standInHost } from "../../src/distributions/canonical/stand-in/index.ts";
import type { RootHost } from "../../src/host/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import { summarizeCluster } from "../../src/status/index.ts";
import { noDqlite, startCluster } from "../dqlite/fixture/cluster.ts";
import { CLUSTER, documentOf, UBUNTU } from "../support/canonical-bench.ts";
import { eventually } from "../support/eventually.ts";
import { ARTEFACTS, benchOn } from "../support/k3s-bench.ts";
import { createSandbox } from "../support/k3s-sandbox.ts";

const why = noDqlite();
if (why !== undefined && process.env.CI !== undefined) throw new Error(`no real Dqlite: ${why}`);
const skip = why === undefined ? false : `real Dqlite not tested: ${why}`;
if (skip !== false) process.stdout.write(`\nSKIPPED, ${skip}\n\n`);

/** Whom the fixture adds and removes in turn. */
const PASSER_BY = 99n;
const HERE = `${ARTEFACTS}/snaps`;

/** A practice host of Ubuntu with snaps of this version, at an address of its own. */
async function practiceHost(t: TestContext, { version }: ClusterSpec): Promise<RootHost> {
  const host = await createSandbox(t);
  const snaps = standInArtefacts({ version, architecture: "amd64" });
  for (const [name, { content, mode }] of Object.entries(snaps))
    await host.files.writeAtomic(`${HERE}/${name}`, content, { mode });
  for (const [path, { content, mode }] of Object.entries(standInHost()))
    await host.files.writeAtomic(path, content, { mode });
  await host.files.writeAtomic("/run/bringup/addresses", "10.10.216.81\n", { mode: 0o644 });
  return host;
}

const inSandbox = (cluster: ClusterSpec) => documentOf({ ...cluster, artefacts: HERE });

test("in a sandbox snapd, k8s and its services are real processes with real sockets and TLS", async (t) => {
  const host = await practiceHost(t, CLUSTER);
  const bench = await benchOn(host, inSandbox(CLUSTER), { inventory: UBUNTU });
  const state = await bench.run();
  assert.equal(state.state, "succeeded", state.message);
  const seen = await eventually("a node that is Ready", async () => {
    const now = await bench.look();
    const { title } = summarizeCluster(now);
    return title === "Canonical Kubernetes 1.35.2, one node, Ready" && now;
  });
  assert.deepEqual(seen.stores.is === "known" && seen.stores.value.map(({ title }) => title), [
    "Membership store (k8sd, Dqlite)",
    "Kubernetes datastore (etcd)",
  ]);
  assert.deepEqual((await bench.plan()).steps, []);
  const apiserver = "snap.k8s.kube-apiserver.service";
  await host.units.stop(apiserver, { timeoutMs: 10_000 });
  await eventually("seen as down", async () => !summarizeCluster(await bench.look()).healthy);
  await host.units.start(apiserver);
  await eventually("Ready again", async () => summarizeCluster(await bench.look()).healthy);
});

test("over a real Dqlite both stores are seen; the one that dies is named, and it alone", {
  skip,
}, async (t) => {
  const cluster: ClusterSpec = { ...CLUSTER, version: "1.32.3" };
  const [members, objects] = await Promise.all([
    startCluster(t, { size: 1, voters: 1 }),
    startCluster(t, { size: 1, voters: 1 }),
  ]);
  const host = await practiceHost(t, cluster);
  const [membership, kubernetes] = [members, objects].map(({ nodes: [node] }) => ({
    port: node?.port,
    id: `${node?.id}`,
  }));
  const beneath = JSON.stringify({ dqlite: { membership, kubernetes } });
  await host.files.writeAtomic("/etc/bringup/stand-in.json", beneath, { mode: 0o644 });
  const bench = await benchOn(host, inSandbox(cluster), { inventory: UBUNTU });
  const state = await bench.run();
  assert.equal(state.state, "succeeded", state.message);
  const verdicts = async () => {
    const { stores } = await bench.look();
    return stores.is === "known"
      ? stores.value.map(({ title, verdict }) => [title, verdict.is])
      : [];
  };
  const [first, second] = ["Membership store (k8sd, Dqlite)", "Kubernetes datastore (k8s-dqlite)"];
  const both = [
    [first, "single copy"],
    [second, "single copy"],
  ];
  await eventually("both are seen", async () => isDeepStrictEqual(await verdicts(), both));
  await objects.nodes[0]?.kill("SIGKILL");
  await eventually("the datastore alone is down", async () => {
    const [one, other] = await verdicts();
    return one?.[1] === "single copy" && other?.[1] !== "single copy";
  });
});

test("what is copied of a real Dqlite at rest is enough: put back, it knows what it knew then and no more", {
  skip,
}, async (t) => {
  const cluster = await startCluster(t, { size: 1, voters: 1 });
  const [node] = cluster.nodes;
  assert.ok(node !== undefined);
  const host = await createSandbox(t);
  const at = (path: string) => join(host.root, path);
  const lies = at(MEMBERSHIP_FOLDER);
  /** Stands for k8sd, which writes these two beside the data. */
  const member = `Address: ${node.address}\nID: ${node.id}\nRole: 0\n`;
  const write = async () => {
    let written = false;
    await cluster.tryWrite(() => {
      written = true;
    });
    return written;
  };
  await eventually("somebody is added", write);
  await node.kill("SIGTERM");
  cpSync(node.folder, lies, { recursive: true });
  for (const name of ["cluster.yaml", "info.yaml"])
    await host.files.writeAtomic(`${MEMBERSHIP_FOLDER}/${name}`, member, { mode: 0o600 });
  const parts = savedParts("etcd").filter(({ folder }) => folder === STATE);
  const saved = (await Promise.all(parts.map((part) => filesOf(host, part)))).flat();
  const etcd = ["etcd/member/snap/db", "etcd/member/wal/0.wal"];
  assert.equal(lackIn("etcd", [...etcd, ...saved.map(({ name }) => name)]), undefined);
  for (const { from, name } of saved)
    await host.files.copy(from, `/opt/saved/${name}`, { mode: 0o600 });
  await node.start();
  await eventually("who was added is gone again", write);
  await node.kill("SIGKILL");
  rmSync(node.folder, { recursive: true });
  cpSync(at("/opt/saved/k8sd/database"), node.folder, { recursive: true });
  await node.start();
  // Only who is a member can be removed: in what came after the copy nobody was left to be.
  await cluster.remove(PASSER_BY);
});
