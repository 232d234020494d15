import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type {
  ClusterObservation,
  DatastoreMember,
  NodeView,
} from "../../src/distributions/index.ts";
import { ABSENT, known, unknown } from "../../src/engine/index.ts";
import { quorumOf, summarizeCluster } from "../../src/status/index.ts";

const NODE: NodeView = {
  name: "node-1",
  ready: "True",
  reason: "KubeletReady",
  message: "",
  version: "1.35.3+k3s1",
  roles: ["control-plane"],
  internalIp: "10.0.0.1",
  isThisHost: true,
};

const HEALTHY: ClusterObservation = {
  distribution: "k3s",
  atMs: 0,
  installed: known({ version: "1.35.3+k3s1" }),
  unit: known({ name: "k3s.service", active: "active", sub: "running", restarts: 0 }),
  api: known({ endpoint: "https://127.0.0.1:6443", ready: true, latencyMs: 4, failing: [] }),
  nodes: known([NODE]),
  datastore: known({ title: "SQLite (kine)", members: [member("single", { isThisHost: true })] }),
  pods: known({ running: 2, total: 2 }),
  certificateEndsMs: ABSENT,
};

function member(
  role: DatastoreMember["role"],
  more: Partial<DatastoreMember> = {},
): DatastoreMember {
  return { name: "m", role, reachable: true, isLeader: true, isThisHost: false, ...more };
}

function voters(alive: number, total: number) {
  const members = Array.from({ length: total }, (_, index) =>
    member("voter", {
      name: `node-${index + 1}`,
      isLeader: index === 0,
      reachable: index < alive,
      isThisHost: index === 0,
    }),
  );
  return known({ title: "etcd", members });
}

const down = unknown("connection refused");
const unit = (active: string, sub: string, restarts = 0) =>
  known({ name: "k3s.service", active, sub, restarts });

const TITLES: readonly [string, Partial<ClusterObservation>, boolean][] = [
  ["K3s 1.35.3, one node, Ready", {}, true],
  ["K3s 1.35.3, one node, NotReady", { nodes: known([{ ...NODE, ready: "False" }]) }, false],
  ["K3s 1.35.3, one node, state unknown", { nodes: known([{ ...NODE, ready: "Unknown" }]) }, false],
  ["K3s 1.35.3, no node has registered yet", { nodes: known([]) }, false],
  ["K3s 1.35.3, starting", { unit: unit("activating", "start"), nodes: down, api: down }, false],
  [
    "K3s 1.35.3, the service ended and is started again (7 times before)",
    { unit: unit("activating", "auto-restart", 7), nodes: down, api: down },
    false,
  ],
  [
    "K3s 1.35.3, the service does not run",
    { unit: unit("failed", "failed"), nodes: down, api: down },
    false,
  ],
  ["K3s 1.35.3, the API does not answer", { nodes: down, api: down }, false],
  ["K3s 1.35.3, not started yet", { unit: ABSENT, nodes: ABSENT, api: ABSENT }, false],
  [
    "no cluster on this host",
    { installed: ABSENT, unit: ABSENT, nodes: ABSENT, api: ABSENT, datastore: ABSENT },
    false,
  ],
  [
    "K3s 1.35.3, 3 nodes, 2 Ready",
    { nodes: known([NODE, { ...NODE, name: "b" }, { ...NODE, name: "c", ready: "False" }]) },
    false,
  ],
];

for (const [title, seen, healthy] of TITLES)
  test(`the status says: ${title}`, () => {
    const summary = summarizeCluster({ ...HEALTHY, ...seen });
    assert.deepEqual({ title: summary.title, healthy: summary.healthy }, { title, healthy });
  });

const QUORUMS: readonly [number, number, object][] = [
  [3, 3, { needed: 2, mayFail: 1, verdict: "OK" }],
  [2, 3, { needed: 2, mayFail: 0, verdict: "AT RISK" }],
  [1, 3, { needed: 2, mayFail: 0, verdict: "LOST" }],
  [5, 5, { needed: 3, mayFail: 2, verdict: "OK" }],
  [2, 2, { needed: 2, mayFail: 0, verdict: "AT RISK" }],
  [1, 2, { needed: 2, mayFail: 0, verdict: "LOST" }],
  [1, 1, { needed: 1, mayFail: 0, verdict: "single copy" }],
  [0, 1, { needed: 1, mayFail: 0, verdict: "LOST" }],
];

for (const [alive, total, expected] of QUORUMS)
  test(`${alive} of ${total} voters answer: the margin is said`, () => {
    assert.deepEqual(quorumOf(voters(alive, total)), { alive, voters: total, ...expected });
  });

test("a datastore that cannot be asked is unknown, never OK", () => {
  assert.equal(quorumOf(down).verdict, "unknown");
  assert.equal(quorumOf(ABSENT).verdict, "unknown");
});

test("a stopped SQLite is not a healthy single copy", () => {
  const stopped = member("single", { reachable: false, isThisHost: true });
  assert.equal(quorumOf(known({ title: "SQLite", members: [stopped] })).verdict, "LOST");
});

test("no leader: writes stop whatever the count", () => {
  const members = [1, 2, 3].map((n) => member("voter", { name: `n${n}`, isLeader: false }));
  assert.equal(quorumOf(known({ title: "etcd", members })).verdict, "LOST");
});

test("with one of three voters gone, only the dead one may be restarted", () => {
  const nodes = ["node-1", "node-2", "node-3"].map((name, index) => ({
    ...NODE,
    name,
    internalIp: `10.0.0.${index + 1}`,
    isThisHost: index === 0,
  }));
  const seen = { ...HEALTHY, nodes: known(nodes), datastore: voters(2, 3) };
  assert.deepEqual(
    summarizeCluster(seen).rebootNow.map(({ node, answer }) => [node, answer]),
    [
      ["node-1", "no"],
      ["node-2", "no"],
      ["node-3", "yes"],
    ],
  );
});

test("a quorum never claims to survive the loss of more voters than it would", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 9 }), (total, up) => {
      const alive = Math.min(up, total);
      const { mayFail, needed, verdict } = quorumOf(voters(alive, total));
      assert.ok(mayFail === 0 || alive - mayFail >= needed);
      assert.equal(verdict === "LOST", alive < needed);
    }),
  );
});
