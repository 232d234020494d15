import assert from "node:assert/strict";
import { test } from "node:test";
import { askCore, askMembers, askNode, askStatus } from "../../src/distributions/canonical/k8sd.ts";
import { createTold } from "../../src/distributions/canonical/told.ts";
import { eventually } from "../support/eventually.ts";
import { emptyHost, startK8sd } from "./fixture/k8sd.ts";

const CALL = { signal: new AbortController().signal, timeoutMs: 5000 };

/** Without the time it took. */
function told<T>(answer: { readonly is: string; readonly value?: T }) {
  const { tookMs: _, ...rest } = answer as { readonly is: string; readonly tookMs?: number };
  return rest;
}

test("over its control socket k8sd tells itself, its members and the whole status", async (t) => {
  const host = emptyHost(t);
  const k8sd = await startK8sd(t, host);
  k8sd.say("/core/1.0", { file: "core" });
  k8sd.say("/1.0/k8sd/node", { file: "node" });
  k8sd.say("/core/1.0/cluster", { file: "members" });
  const address = "10.0.0.11:6400";
  assert.deepEqual(told(await askCore(host, CALL)), {
    is: "told",
    value: { name: "node-1", address, version: "UNKNOWN", ready: true },
  });
  assert.deepEqual(told(await askNode(host, CALL)), {
    is: "told",
    value: { name: "node-1", address, role: "voter" },
  });
  const heardMs = Date.parse("2026-11-22T01:00:07.5Z");
  assert.deepEqual(told(await askMembers(host, CALL)), {
    is: "told",
    value: [
      { name: "node-1", address, status: "ONLINE", role: "voter", heardMs },
      {
        ...{ name: "node-2", address: "10.0.0.12:6400", status: "UNREACHABLE", role: "voter" },
        heardMs: Date.parse("2026-11-22T00:58:31.25Z"),
      },
      { name: "node-3", address: "10.0.0.13:6400", status: "NEEDS UPGRADE", role: "pending" },
    ],
  });
  for (const [version, datastore] of [
    ["1.32", "k8s-dqlite"],
    ["1.36", "etcd"],
  ] as const) {
    k8sd.say("/1.0/k8sd/cluster", { file: `cluster-${version}` });
    const status = await askStatus(host, CALL);
    assert.equal(status.is === "told" && status.value.datastore, datastore);
  }
});

test("no cluster, not there yet, refused, mute and gone are told apart", async (t) => {
  const host = emptyHost(t);
  const gone = await askStatus(host, CALL);
  assert.deepEqual(gone, { is: "down", why: "k8sd: there is no such socket" });
  const k8sd = await startK8sd(t, host);
  const says = async (file: string) => {
    k8sd.say("/1.0/k8sd/cluster", { file });
    const { is } = await askStatus(host, CALL);
    return `${file}: ${is}`;
  };
  assert.deepEqual(
    [
      await says("not-initialized"),
      await says("no-cluster"),
      await says("starting"),
      await says("waiting"),
      await says("failed"),
      await says("members"),
    ],
    [
      "not-initialized: no-cluster",
      "no-cluster: no-cluster",
      "starting: starting",
      "waiting: starting",
      "failed: refused",
      "members: refused",
    ],
  );
  k8sd.say("/1.0/k8sd/cluster", { text: "404 page not found\n" });
  assert.deepEqual(await askStatus(host, CALL), {
    is: "down",
    why: "k8sd: /1.0/k8sd/cluster gave no answer of k8sd",
  });
  k8sd.say("/1.0/k8sd/cluster", "mute");
  const mute = await askStatus(host, { ...CALL, timeoutMs: 200 });
  assert.deepEqual(mute, { is: "down", why: "k8sd: no complete answer within 0.2 s" });
});

test("what k8sd tells is asked for beside everything else: nobody waits for it", async (t) => {
  const host = emptyHost(t);
  const k8sd = await startK8sd(t, host);
  k8sd.say("/1.0/k8sd/cluster", { file: "cluster-1.32" });
  k8sd.say("/core/1.0/cluster", "mute");
  const source = createTold(host);
  assert.equal(source.latest(), undefined);
  await eventually("both questions were asked once", () => k8sd.asked.length === 2);
  for (let times = 0; times < 100; times++) source.latest();
  assert.equal(source.latest(), undefined);
  assert.deepEqual(k8sd.asked.toSorted(), ["GET /1.0/k8sd/cluster", "GET /core/1.0/cluster"]);
  source.close();
  k8sd.say("/core/1.0/cluster", { file: "members" });
  const second = createTold(host);
  t.after(() => second.close());
  const { status, members } = await eventually("it told", () => second.latest());
  assert.deepEqual([status?.members.length, members?.length], [4, 3]);
});
