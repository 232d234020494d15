// A real etcd of three with the files K3s has of it, seen through openStores: `npm run test:datastore`.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import {
  judgeStore,
  type MemberLook,
  type StoreLook,
  type TrackedStore,
  trackStore,
} from "../../src/datastore/index.ts";
import { openStores } from "../../src/distributions/k3s/stores.ts";
import { openStores as openKubeadmStores } from "../../src/distributions/kubeadm/stores.ts";
import { openStores as openRke2Stores } from "../../src/distributions/rke2/stores.ts";
import type { HostView } from "../../src/engine/index.ts";
import { createRootHost } from "../../src/host/index.ts";
import {
  type Keys,
  noEtcd,
  type RealEtcd,
  type RealMember,
  startEtcd,
} from "../etcd/fixture/cluster.ts";
import { eventually } from "../support/eventually.ts";
import { removeTree } from "../support/remove-tree.ts";

const why = noEtcd();
if (why !== undefined && process.env.CI !== undefined) throw new Error(`no real etcd: ${why}`);
const skip = why === undefined ? false : `real etcd not tested: ${why}`;

/** Where a distribution keeps what a look at its etcd needs, and the names of the client's keys. */
const K3S = { files: filesIn("/var/lib/rancher/k3s", "client"), openStores };
const RKE2 = {
  files: filesIn("/var/lib/rancher/rke2", "server-client"),
  openStores: openRke2Stores,
};
const KUBEADM = { files: filesOfKubeadm, openStores: openKubeadmStores };
const GAUGES = "http://127.0.0.1:2381";
const OWN_PORT = 2379;

function filesIn(data: string, client: string) {
  return ({ name }: RealMember, { ca, cert, key }: Keys): Readonly<Record<string, string>> => ({
    [`${data}/server/db/etcd/name`]: `${name}\n`,
    [`${data}/server/tls/etcd/server-ca.crt`]: ca,
    [`${data}/server/tls/etcd/${client}.crt`]: cert,
    [`${data}/server/tls/etcd/${client}.key`]: key,
  });
}

/** The manifest of the static pod is the recorded one, but for the name. */
function filesOfKubeadm({ name }: RealMember, { ca, cert, key }: Keys) {
  const manifest = readFileSync(
    new URL("../fixtures/kubeadm/manifest-etcd.yaml", import.meta.url),
    "utf8",
  );
  return {
    "/etc/kubernetes/manifests/etcd.yaml": manifest.replace("--name=edge-01", `--name=${name}`),
    "/etc/kubernetes/pki/etcd/ca.crt": ca,
    "/etc/kubernetes/pki/etcd/server.crt": cert,
    "/etc/kubernetes/pki/etcd/server.key": key,
  };
}

/** A server whose own member is `own`, which is the only one it does not ask at its client URL. */
function server(
  t: TestContext,
  own: RealMember,
  files: Readonly<Record<string, string>>,
): HostView {
  const root = mkdtempSync(join(tmpdir(), "bringup-k3s-etcd-"));
  t.after(() => removeTree(root));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const host = createRootHost({ root });
  const port = Number(URL.parse(own.url)?.port);
  return {
    ...host,
    openStream: ({ target, ...rest }) =>
      host.openStream({
        ...rest,
        target: target.port === OWN_PORT ? { ...target, port } : target,
      }),
    http: {
      ...host.http,
      get: ({ url, ...rest }) =>
        host.http.get({ ...rest, url: url.replace(GAUGES, own.gaugesUrl) }),
    },
  };
}

function eyes(
  t: TestContext,
  cluster: RealEtcd,
  { own = cluster.members[0], keys = cluster.clientTls, kind = K3S } = {},
) {
  assert.ok(own);
  const host = server(t, own, kind.files(own, keys));
  const stores = kind.openStores(host);
  t.after(() => stores.close());
  const now = () => host.clock.monotonicMs();
  let tracked: TrackedStore | undefined;
  async function look(): Promise<StoreLook> {
    const { signal } = new AbortController();
    const seen = await stores.look(signal);
    assert.ok(seen.is === "known" && seen.value[0] !== undefined);
    tracked = trackStore(tracked, seen.value[0], now());
    return seen.value[0];
  }
  return {
    look,
    /** Looks until the verdict is this one and the look is as told. */
    until: (verdict: string, holds: (seen: StoreLook) => boolean = () => true) =>
      eventually(verdict, async () => {
        const seen = await look();
        return tracked && judgeStore(tracked, now()).is === verdict && holds(seen) && seen;
      }),
  };
}

const everyAnswers = ({ members }: StoreLook) =>
  members.every(({ answer }) => answer.is === "answered");
const reaches = ({ members }: StoreLook) =>
  Object.fromEntries(members.map(({ name, answer }) => [name, answer.is]));
const leaderOf = ({ members, leader }: StoreLook): MemberLook | undefined =>
  members.find(({ id }) => id === leader);

for (const [title, kind] of Object.entries({ RKE2, kubeadm: KUBEADM }))
  test(`a server of ${title} shows each member of its etcd with the keys that lie where ${title} has them`, {
    skip,
  }, async (t) => {
    const cluster = await startEtcd(t, 3);
    const all = await eyes(t, cluster, { kind }).until(
      "OK",
      (look) => everyAnswers(look) && look.source === "leader",
    );
    assert.deepEqual(reaches(all), { m1: "answered", m2: "answered", m3: "answered" });
    const own = all.members.filter(({ isThisHost }) => isThisHost).map(({ name }) => name);
    assert.deepEqual(own, [cluster.members[0]?.name]);
  });

test("three servers: every member is known from one of them, whatever happens to the others", {
  skip,
}, async (t) => {
  const cluster = await startEtcd(t, 3);
  const [own, follower, third] = cluster.members;
  assert.ok(own && follower && third);
  const others = [follower, third];
  const { until } = eyes(t, cluster, { own });
  const saidOf = ({ members }: StoreLook, wanted: RealMember) => {
    const answer = members.find(({ name }) => name === wanted.name)?.answer;
    return answer?.is === "silent" ? answer.why : answer?.is;
  };

  await until("OK");
  const all = await eventually("one look is enough, also of somebody who only begins", async () => {
    const seen = await eyes(t, cluster, { own }).look();
    return everyAnswers(seen) && seen.source === "leader" && seen;
  });
  assert.deepEqual(reaches(all), { m1: "answered", m2: "answered", m3: "answered" });
  assert.equal(all.notes, undefined);
  assert.deepEqual(
    all.members.filter(({ isThisHost }) => isThisHost).map(({ name }) => name),
    [own.name],
  );
  // Only this host's own disk is known, by its gauges.
  assert.deepEqual(
    all.members.filter(({ syncMs = 0 }) => syncMs > 0).map(({ name }) => name),
    [own.name],
  );
  for (const { sizeBytes = 0, lag, role } of all.members)
    assert.ok(sizeBytes > 0 && lag !== undefined && role === "voter");

  /** Who leads changes as it likes: this host's own is frozen until somebody else does. */
  async function anotherLeads(): Promise<RealMember | undefined> {
    const seen = await until("OK", (look) => leaderOf(look) !== undefined);
    const leading = cluster.members.find(({ name }) => name === leaderOf(seen)?.name);
    if (leading !== own) return leading;
    await own?.kill("SIGSTOP");
    const isOver = (look: StoreLook) => ![undefined, own?.name].includes(leaderOf(look)?.name);
    await until("AT RISK", isOver);
    await own?.kill("SIGCONT");
    return undefined;
  }

  await t.test("one that is frozen is silent in time, and back when it goes on", async () => {
    await follower.kill("SIGSTOP");
    await until("AT RISK", (look) => /no answer/.test(saidOf(look, follower) ?? ""));
    await follower.kill("SIGCONT");
    await until("OK");
  });

  await t.test("a dead leader is followed by another", async () => {
    const dead = await eventually("another than this host's own leads", anotherLeads);
    await dead.kill("SIGKILL");
    const seen = await until(
      "AT RISK",
      (look) => leaderOf(look) !== undefined && /refused/.test(saidOf(look, dead) ?? ""),
    );
    assert.notEqual(leaderOf(seen)?.name, dead.name);
  });

  await t.test("one alone is no quorum: nobody leads, and the members are still told", async () => {
    await Promise.all(others.map((member) => member.kill("SIGKILL")));
    const wanted = { m1: "answered", m2: "silent", m3: "silent" };
    await until(
      "LOST",
      (look) => look.claimed === undefined && isDeepStrictEqual(reaches(look), wanted),
    );
  });
});

test("this host's own member is dead: the others tell of it, and of who leads", {
  skip,
}, async (t) => {
  const cluster = await startEtcd(t, 3);
  const { until } = eyes(t, cluster);
  await until("OK");
  await cluster.members[0]?.kill("SIGKILL");
  const wanted = { m1: "silent", m2: "answered", m3: "answered" };
  const seen = await until(
    "AT RISK",
    (look) => leaderOf(look) !== undefined && isDeepStrictEqual(reaches(look), wanted),
  );
  assert.deepEqual(
    seen.members.filter(({ isThisHost }) => isThisHost).map(({ name }) => name),
    ["m1"],
  );
});

test("a learner that runs is asked and does not vote; a full database is told by its alarm", {
  skip,
}, async (t) => {
  const cluster = await startEtcd(t, 1, { quotaBytes: 200_000 });
  const { until } = eyes(t, cluster);
  await until("single copy");
  await cluster.startLearner("m2");
  const seen = await until("single copy", (look) => reaches(look).m2 === "answered");
  assert.deepEqual(seen.members.map(({ name, role }) => [name, role]).sort(), [
    ["m1", "voter"],
    ["m2", "learner"],
  ]);
  await cluster.fill();
  const full = await until("single copy", ({ members }) => members.some(({ alarms }) => alarms));
  assert.ok(full.members.some(({ alarms = [] }) => alarms.includes("NOSPACE")));
});

test("looking does not write: the log of an etcd nobody else uses stays as long as it is", {
  skip,
}, async (t) => {
  const cluster = await startEtcd(t, 1);
  const { until, look } = eyes(t, cluster);
  await until("single copy");
  const gauge = async (line: RegExp) => {
    const text = await fetch(`${cluster.members[0]?.gaugesUrl}/metrics`).then((got) => got.text());
    return line.exec(text)?.[1];
  };
  const applied = () => gauge(/^etcd_server_proposals_applied_total (\S+)$/m);
  // The last that it writes for itself.
  await eventually("it has agreed on its version", () =>
    gauge(/^etcd_cluster_version\{cluster_version="([\d.]+)"\} 1$/m),
  );
  const before = await applied();
  for (let count = 0; count < 20; count++) await look();
  assert.equal(await applied(), before);
});

test("with keys that have expired the gauges have to do, and it is said why", {
  skip,
}, async (t) => {
  const cluster = await startEtcd(t, 1);
  const { until } = eyes(t, cluster, { keys: cluster.expiredTls });
  // It leads and never spoke with anybody: there is no other.
  const seen = await until("single copy", ({ members }) => members[0]?.answer.is === "answered");
  assert.deepEqual([seen.members.length, seen.members[0]?.name], [1, "m1"]);
  assert.match(seen.notes?.[0] ?? "", /refuses the client certificate/);
});

test("with such keys none of three is called the only copy, whoever of them leads", {
  skip,
}, async (t) => {
  const cluster = await startEtcd(t, 3);
  const all = await eyes(t, cluster).until("OK");
  const ids = all.members.map(({ id }) => id).sort();
  for (const own of cluster.members) {
    const { until } = eyes(t, cluster, { own, keys: cluster.expiredTls });
    const seen = await until("unknown", ({ members }) => members.length === 3);
    assert.deepEqual(seen.members.map(({ id }) => id).sort(), ids);
    assert.match(seen.notes?.[0] ?? "", /refuses the client certificate/);
  }
});
