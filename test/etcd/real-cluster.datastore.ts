// A real etcd of three members over mutual TLS, led, killed, filled: `npm run test:datastore`.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type EtcdSight, judgeEtcd, lookAtEtcd, removeEtcdMember } from "../../src/etcd/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { eventually } from "../support/eventually.ts";
import { noEtcd, type RealEtcd, startEtcd } from "./fixture/cluster.ts";

const why = noEtcd();
if (why !== undefined && process.env.CI !== undefined) throw new Error(`no real etcd: ${why}`);
const skip = why === undefined ? false : `real etcd not tested: ${why}`;
if (skip !== false) process.stdout.write(`\nSKIPPED, ${skip}\n\n`);

const host = createMachineHost();
const { signal } = new AbortController();

/** What a busy machine may take. */
const TIMEOUT_MS = 20_000;

function eyes(cluster: RealEtcd) {
  const look = (): Promise<readonly EtcdSight[]> =>
    Promise.all(
      cluster.members.map(({ url }) =>
        lookAtEtcd(host, { url, tls: cluster.clientTls }, { signal, timeoutMs: TIMEOUT_MS }),
      ),
    );
  return { look, judge: async () => judgeEtcd(await look()) };
}

async function led(t: TestContext, cluster: RealEtcd) {
  const { judge } = eyes(cluster);
  t.diagnostic(`members ${cluster.members.map(({ name }) => name).join(" ")}`);
  return eventually("somebody leads", async () => {
    const now = await judge();
    return now.leader !== undefined && now.members.length === cluster.members.length && now;
  });
}

test("three members: leader, term, size, lag and version, each from who knows it", {
  skip,
}, async (t) => {
  const cluster = await startEtcd(t, 3);
  const { leader, members, source, term } = await led(t, cluster);
  assert.deepEqual(members.map(({ name }) => name).sort(), ["m1", "m2", "m3"]);
  assert.ok(members.some(({ id }) => id === leader));
  assert.equal(source, "leader");
  assert.ok(term >= 2);
  for (const { said } of await eyes(cluster).look()) {
    assert.ok(said.is === "answer");
    assert.match(said.version, /^3\.\d+\.\d+/);
    assert.ok(said.sizeBytes > 0 && said.raftIndex >= said.appliedIndex);
    assert.deepEqual([said.alarms, said.errors, said.isLearner], [[], [], false]);
  }
});

test("a killed leader is followed by another; without a quorum the list is still told and nobody leads", {
  skip,
}, async (t) => {
  const cluster = await startEtcd(t, 3);
  const first = await led(t, cluster);
  const dead = cluster.members.find(({ name }) => name === nameOf(first));
  assert.ok(dead);
  await dead.kill("SIGKILL");
  const { judge, look } = eyes(cluster);
  const second = await eventually("another one leads", async () => {
    const now = await judge();
    assert.notEqual(now.leader, first.leader);
    return now.leader !== undefined && now;
  });
  assert.ok(second.term > first.term);
  const next = cluster.members.find(({ name }) => name === nameOf(second));
  await next?.kill("SIGKILL");
  await eventually("the last one knows that it is alone", async () => {
    const now = await judge();
    return now.leader === undefined && now.members.length === 3 && now.source === "members";
  });
  const silent = (await look()).filter(({ said }) => said.is === "silent");
  assert.equal(silent.length, 2);
});

const nameOf = ({ leader, members }: ReturnType<typeof judgeEtcd>) =>
  members.find(({ id }) => id === leader)?.name;

test("a member that was added and never started, and a learner, are told from voters", {
  skip,
}, async (t) => {
  const cluster = await startEtcd(t, 1);
  await led(t, cluster);
  await cluster.addLearner("m9");
  const { judge } = eyes(cluster);
  const { members } = await judge();
  assert.deepEqual(members.map(({ name, isLearner }) => [name, isLearner]).sort(), [
    ["", true],
    ["m1", false],
  ]);
});

test("a full database is told by its alarm", { skip }, async (t) => {
  const cluster = await startEtcd(t, 1, { quotaBytes: 200_000 });
  await led(t, cluster);
  await cluster.fill();
  await eventually("NOSPACE", async () => {
    const [sight] = await eyes(cluster).look();
    return (
      sight?.said.is === "answer" && sight.said.alarms?.some(({ alarm }) => alarm === "NOSPACE")
    );
  });
});

test("without keys, and with keys that have expired, it is silent with the reason", {
  skip,
}, async (t) => {
  const cluster = await startEtcd(t, 1);
  await led(t, cluster);
  const [member] = cluster.members;
  assert.ok(member);
  const { ca } = cluster.clientTls;
  const ways = [
    [{ ca }, /certificate|closed|alert/i],
    [{ ...cluster.expiredTls }, /expired|closed|alert/i],
    [{}, /authority|certificate/i],
  ] as const;
  for (const [tls, reason] of ways) {
    const { said } = await lookAtEtcd(
      host,
      { url: member.url, tls },
      { signal, timeoutMs: TIMEOUT_MS },
    );
    assert.ok(said.is === "silent");
    assert.match(said.why, reason);
  }
});

test("a member that is gone for good is taken out; once is enough, and one that is not there is said to be missing", {
  skip,
}, async (t) => {
  const cluster = await startEtcd(t, 3);
  const { judge } = eyes(cluster);
  const before = await led(t, cluster);
  const other = before.members.find(({ id }) => id !== before.leader);
  const lost = cluster.members.find(({ name }) => name === other?.name);
  const left = cluster.members.find((member) => member !== lost);
  assert.ok(other && lost && left);
  await lost.kill("SIGKILL");
  const way = { url: left.url, tls: cluster.clientTls };
  const remove = () => removeEtcdMember(host, way, { id: other.id, signal });
  await eventually("etcd lets it go", async () => (await remove()).is !== "failed");
  await eventually("it is missing now", async () => (await remove()).is === "missing");
  const after = await eventually("two are left", async () => {
    const now = await judge();
    return now.members.length === 2 && now;
  });
  assert.ok(!after.members.some(({ id }) => id === other.id));
});
