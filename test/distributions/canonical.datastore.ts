// A real Dqlite of three beneath stand-ins for k8sd, seen through openStores: `npm run test:datastore`.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { judgeStore, type TrackedStore, trackStore } from "../../src/datastore/index.ts";
import { openStores } from "../../src/distributions/canonical/stores.ts";
import { createRootHost, portFile } from "../../src/host/index.ts";
import { noDqlite, type RealCluster, startCluster } from "../dqlite/fixture/cluster.ts";
import { noEtcd, startEtcd } from "../etcd/fixture/cluster.ts";
import { eventually } from "../support/eventually.ts";
import { makeCertificate } from "../support/make-certificate.ts";
import { startFront } from "./fixture/fronts.ts";
import { startK8sd } from "./fixture/k8sd.ts";

const why = noDqlite();
if (why !== undefined && process.env.CI !== undefined) throw new Error(`no real Dqlite: ${why}`);
const skip = why === undefined ? false : `real Dqlite not tested: ${why}`;
if (skip !== false) process.stdout.write(`\nSKIPPED, ${skip}\n\n`);

const STATE = "/var/snap/k8s/common/var/lib/k8sd/state";
const K8S_DQLITE = "/var/snap/k8s/common/var/lib/k8s-dqlite";
const TUNNEL = "/core/internal/database";
const { signal } = new AbortController();

const noRealEtcd = noEtcd();
if (noRealEtcd !== undefined && process.env.CI !== undefined) throw new Error(noRealEtcd);
const skipEtcd = noRealEtcd === undefined ? false : `real etcd not tested: ${noRealEtcd}`;
if (skipEtcd !== false) process.stdout.write(`\nSKIPPED, ${skipEtcd}\n\n`);

type Files = Readonly<Record<string, string>>;

/** The first member's host: a directory with its files, whose own ports lead to the fronts. */
async function memberHost(t: TestContext, files: Files) {
  const root = mkdtempSync(join(tmpdir(), "bringup-snap-"));
  t.after(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries(files)) put(path, text);
  const host = createRootHost({ root, ports: true });
  const k8sd = await startK8sd(t, host);
  const lead = (port: number, front: number) => put(portFile("/", port), `${front}\n`);
  return { host, k8sd, lead };
}

const cluster = makeCertificate({ name: "k8s", isAlone: true });
const own = makeCertificate({ name: "node-1", isAlone: true });
const stranger = makeCertificate({ name: "node-1", isAlone: true });

function membershipFiles({ nodes }: RealCluster, key = own): Files {
  const trusted = nodes.map(({ id, address }) => [
    `${STATE}/truststore/node-${id}.yaml`,
    `name: node-${id}\naddress: ${address}\n`,
  ]);
  return {
    [`${STATE}/daemon.yaml`]: `name: node-1\naddress: ${nodes[0]?.address}\nservers: {}\n`,
    [`${STATE}/cluster.crt`]: cluster.cert,
    [`${STATE}/server.crt`]: key.cert,
    [`${STATE}/server.key`]: key.key,
    [`${STATE}/database/cluster.yaml`]: nodes
      .map(({ id, address }) => `- Address: ${address}\n  ID: ${id}\n  Role: 0\n`)
      .join(""),
    ...Object.fromEntries(trusted),
  };
}

function datastoreFiles({ nodes: [node] }: RealCluster): Files {
  return {
    [`${K8S_DQLITE}/cluster.crt`]: cluster.cert,
    [`${K8S_DQLITE}/cluster.key`]: cluster.key,
    [`${K8S_DQLITE}/info.yaml`]: `Address: ${node?.address}\nID: 1\nRole: 0\n`,
    [`${K8S_DQLITE}/cluster.yaml`]: `- Address: ${node?.address}\n  ID: 1\n  Role: 0\n`,
    "/var/snap/k8s/common/args/kube-apiserver": `--etcd-servers="unix://${K8S_DQLITE}/k8s-dqlite.sock"\n`,
  };
}

/** Looks again and again, as the agent does, and judges what it amounts to. */
function watching(t: TestContext, host: Parameters<typeof openStores>[0]) {
  const source = openStores(host);
  t.after(() => source.close());
  let stores: ReadonlyMap<string, TrackedStore> = new Map();
  return async (id: string) => {
    const nowMs = performance.now();
    const seen = await source.look(signal);
    assert.ok(seen.is === "known", JSON.stringify(seen));
    stores = new Map(
      seen.value.map((look) => [look.id, trackStore(stores.get(look.id), look, nowMs)]),
    );
    const store = stores.get(id);
    assert.ok(store, `${id} is among the stores`);
    return { store, verdict: judgeStore(store, performance.now()), all: [...stores.values()] };
  };
}

async function threeMembers(t: TestContext) {
  const real = await startCluster(t, { size: 3, voters: 3 });
  const { host, k8sd, lead } = await memberHost(t, membershipFiles(real));
  for (const { port } of real.nodes) {
    const front = { nodePort: port, shown: cluster, letIn: [own], tunnel: TUNNEL };
    lead(port, await startFront(t, front));
  }
  return { real, k8sd, look: watching(t, host) };
}

const isWhole = ({ members }: TrackedStore) => members.every(({ reach }) => reach === "online");

const healthy = (look: Awaited<ReturnType<typeof threeMembers>>["look"]) =>
  eventually("all is well", async () => {
    const now = await look("membership");
    return now.verdict.is === "OK" && now.store.leader !== undefined && now;
  });

test("members, names, roles and leader come through the tunnel of k8sd", { skip }, async (t) => {
  const { real, look } = await threeMembers(t);
  await real.transfer(2n);
  const { store } = await eventually("node-2 leads", async () => {
    const now = await look("membership");
    return now.store.leader === "2" && now.store.source === "leader" && isWhole(now.store) && now;
  });
  assert.deepEqual(
    store.members.map(({ name, role, isThisHost, reach }) => [name, role, isThisHost, reach]),
    [
      ["node-1", "voter", true, "online"],
      ["node-2", "voter", false, "online"],
      ["node-3", "voter", false, "online"],
    ],
  );
  assert.equal(store.repairsWithinMs, 10_000);
});

test("a killed member is unreachable and the rest at risk; it comes back by itself", {
  skip,
}, async (t) => {
  const { real, look } = await threeMembers(t);
  await healthy(look);
  await real.node(3n).kill("SIGKILL");
  await eventually("at risk", async () => {
    const now = await look("membership");
    const reached = now.store.members.map(({ reach }) => reach).join();
    return now.verdict.is === "AT RISK" && reached === "online,online,unreachable";
  });
  await real.node(3n).start();
  await healthy(look);
});

test("a frozen leader costs one time limit, is led by nobody, then by another one", {
  skip,
}, async (t) => {
  const { real, look } = await threeMembers(t);
  const { store } = await healthy(look);
  const leader = BigInt(`0x${store.leader}`);
  await real.node(leader).kill("SIGSTOP");
  await eventually("another one leads, at risk", async () => {
    const now = await look("membership");
    const isAnother = now.store.leader !== undefined && now.store.leader !== store.leader;
    return isAnother && now.verdict.is === "AT RISK";
  });
  await real.node(leader).kill("SIGCONT");
  await healthy(look);
});

test("a lost quorum is said to be lost, by members that still answer, and never OK", {
  skip,
}, async (t) => {
  const { real, k8sd, look } = await threeMembers(t);
  k8sd.say("/1.0/k8sd/cluster", { file: "failed" });
  k8sd.say("/core/1.0/cluster", "mute");
  await healthy(look);
  for (const id of [2n, 3n]) await real.node(id).kill("SIGKILL");
  await eventually("lost, by the one that answers", async () => {
    const now = await look("membership");
    const reached = now.store.members.map(({ name, reach }) => `${name} ${reach}`).join(", ");
    const wanted = "node-1 online, node-2 unreachable, node-3 unreachable";
    return now.verdict.is === "LOST" && reached === wanted;
  });
  await Promise.all([2n, 3n].map((id) => real.node(id).start()));
  await healthy(look);
});

test("k8s-dqlite beside it is another store, behind TLS alone", { skip }, async (t) => {
  const [members, objects] = await Promise.all([
    startCluster(t, { size: 1, voters: 1 }),
    startCluster(t, { size: 1, voters: 1 }),
  ]);
  const files = { ...membershipFiles(members), ...datastoreFiles(objects) };
  const { host, lead } = await memberHost(t, files);
  const tunnel = { shown: cluster, letIn: [own], tunnel: TUNNEL };
  const straight = { shown: cluster, letIn: [cluster] };
  const [a = 0, b = 0] = [members, objects].map(({ nodes }) => nodes[0]?.port);
  lead(a, await startFront(t, { ...tunnel, nodePort: a }));
  lead(b, await startFront(t, { ...straight, nodePort: b }));
  const look = watching(t, host);
  const { all } = await eventually("both lead", async () => {
    const now = await look("kubernetes");
    return now.all.every(({ leader }) => leader !== undefined) && now;
  });
  assert.deepEqual(
    all.map(({ id, title, members: [member] }) => [id, title, member?.address]),
    [
      ["membership", "Membership store (k8sd, Dqlite)", members.nodes[0]?.address],
      ["kubernetes", "Kubernetes datastore (k8s-dqlite)", objects.nodes[0]?.address],
    ],
  );
});

test("keys that are not let in, and a k8sd without that tunnel, are no lost quorum", {
  skip,
}, async (t) => {
  const real = await startCluster(t, { size: 1, voters: 1 });
  const port = real.nodes[0]?.port ?? 0;
  const { host, k8sd, lead } = await memberHost(t, membershipFiles(real));
  k8sd.say("/core/1.0/cluster", { file: "members" });
  k8sd.say("/1.0/k8sd/cluster", { file: "starting" });
  const front = { nodePort: port, shown: cluster, letIn: [own] };
  lead(port, await startFront(t, { ...front, tunnel: "/core/control/database" }));
  const look = watching(t, host);
  await look("membership");
  const told = await eventually("what k8sd heard is told", async () => {
    const { store } = await look("membership");
    return store.notes?.find((note) => note.startsWith("k8sd told "));
  });
  assert.match(told, / ago: node-1 ONLINE, node-2 UNREACHABLE, node-3 NEEDS UPGRADE$/);
  const strange = await memberHost(t, membershipFiles(real, stranger));
  strange.lead(port, await startFront(t, { ...front, tunnel: TUNNEL }));
  const other = await memberHost(t, {
    ...datastoreFiles(real),
    [`${K8S_DQLITE}/cluster.crt`]: stranger.cert,
    [`${K8S_DQLITE}/cluster.key`]: stranger.key,
  });
  other.lead(port, await startFront(t, { ...front, letIn: [cluster] }));
  const refusals = [
    ["membership", look, "no tunnel: HTTP/1.1 404 Not Found"],
    ["membership", watching(t, strange.host), "no tunnel: HTTP/1.1 403 Forbidden"],
    [
      "kubernetes",
      watching(t, other.host),
      `${real.nodes[0]?.address}: its certificate is signed by itself`,
    ],
  ] as const;
  for (const [id, ask, why] of refusals)
    await eventually(why, async () => {
      const { verdict, store } = await ask(id);
      const said = { is: "not-asked", why };
      return verdict.is === "unknown" && isDeepStrictEqual(store.members[0]?.answer, said);
    });
});

test("managed etcd: its members by their own names, one killed, this host's own killed", {
  skip: skipEtcd,
}, async (t) => {
  const { members, clientTls } = await startEtcd(t, 3);
  const [own, other] = members;
  const pki = "/etc/kubernetes/pki";
  const args = "/var/snap/k8s/common/args";
  const { host, lead } = await memberHost(t, {
    [`${pki}/etcd/ca.crt`]: clientTls.ca,
    [`${pki}/etcd/server.crt`]: clientTls.cert,
    [`${pki}/etcd/server.key`]: clientTls.key,
    [`${args}/kube-apiserver`]: `--etcd-servers="${own?.url}"\n--etcd-certfile="${pki}/apiserver-etcd-client.crt"\n`,
    [`${args}/etcd`]: `--name="${own?.name}"\n--advertise-client-urls="https://127.0.0.1:2379"\n`,
  });
  const ports = members.map(({ url }) => Number(URL.parse(url)?.port));
  for (const port of ports) lead(port, port);
  lead(2379, ports[0] ?? 0);
  const look = watching(t, host);
  const until = (what: string, verdict: string, isGone: (name: string) => boolean) =>
    eventually(what, async () => {
      const { verdict: is, store } = await look("kubernetes");
      const asWanted = store.members.every(
        ({ name, reach }) => reach === (isGone(name) ? "unreachable" : "online"),
      );
      return is.is === verdict && asWanted && store;
    });
  const whole = await until("all are well", "OK", () => false);
  assert.deepEqual(
    whole.members.filter(({ isThisHost }) => isThisHost).map(({ name }) => name),
    [own?.name],
  );
  await other?.kill("SIGKILL");
  await until("one is gone", "AT RISK", (name) => name === other?.name);
  await own?.kill("SIGKILL");
  const lost = await until("the quorum is lost", "LOST", (name) =>
    [own?.name, other?.name].includes(name),
  );
  assert.equal(lost.members.find(({ isThisHost }) => isThisHost)?.reach, "unreachable");
});
