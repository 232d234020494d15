import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClusterObservation, ClusterSeen, NodeView } from "../../src/distributions/index.ts";
import { ABSENT, known, unknown } from "../../src/engine/index.ts";
import { summarizeCluster } from "../../src/status/index.ts";
import { reportsOf, sqliteLook, voters } from "../support/stores.ts";

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
  pods: known({ running: 2, total: 2 }),
  certificateEndsMs: ABSENT,
};

const SQLITE: ClusterSeen["stores"] = known(reportsOf([sqliteLook(true)]));

const down = unknown("connection refused");
const unit = (active: string, sub: string, restarts = 0) =>
  known({ name: "k3s.service", active, sub, restarts });

const WORKER: ClusterObservation["ownership"] = known({
  by: "this-tool",
  evidence: "a claim",
  cluster: "rack12",
  committed: true,
  role: "worker",
});

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
    { installed: ABSENT, unit: ABSENT, nodes: ABSENT, api: ABSENT },
    false,
  ],
  ["K3s 1.35.3, this node, seen by itself, Ready", { ownership: WORKER }, true],
  [
    "K3s 1.35.3, 3 nodes, 2 Ready",
    { nodes: known([NODE, { ...NODE, name: "b" }, { ...NODE, name: "c", ready: "False" }]) },
    false,
  ],
];

for (const [title, seen, healthy] of TITLES)
  test(`the status says: ${title}`, () => {
    const summary = summarizeCluster({ cluster: { ...HEALTHY, ...seen }, stores: SQLITE });
    assert.deepEqual({ title: summary.title, healthy: summary.healthy }, { title, healthy });
  });

test("a worker is healthy without a store, and what its restart costs is said of itself alone", () => {
  const cluster = { ...HEALTHY, ownership: WORKER };
  const { healthy, rebootNow } = summarizeCluster({ cluster, stores: ABSENT });
  assert.deepEqual({ healthy, answer: rebootNow[0]?.answer }, { healthy: true, answer: "yes" });
  assert.match(rebootNow[0]?.why ?? "", /^a worker holds no part of the datastore/);
});

const STORES: readonly [string, ClusterSeen["stores"], boolean][] = [
  ["three voters that answer", known(voters(3, 3)), true],
  ["a voter of three is away", known(voters(2, 3)), false],
  ["the quorum is lost", known(voters(1, 3)), false],
  ["a stopped SQLite is no single copy", known(reportsOf([sqliteLook(false)])), false],
  ["it cannot be asked", down, false],
  ["there is none", ABSENT, false],
];

for (const [title, stores, healthy] of STORES)
  test(`a cluster is ${healthy ? "healthy" : "not healthy"}: ${title}`, () => {
    assert.equal(summarizeCluster({ cluster: HEALTHY, stores }).healthy, healthy);
  });

test("with one of three voters gone, none of the others may be restarted", () => {
  const nodes = ["node-1", "node-2", "node-3", "worker"].map((name, index) => ({
    ...NODE,
    name,
    internalIp: `10.0.0.${index + 1}`,
    isThisHost: index === 0,
  }));
  const cluster = { ...HEALTHY, nodes: known(nodes) };
  const { rebootNow } = summarizeCluster({ cluster, stores: known(voters(2, 3)) });
  assert.deepEqual(
    rebootNow.map(({ node, answer }) => [node, answer]),
    [
      ["node-1", "no"],
      ["node-2", "no"],
      ["node-3", "yes"],
      ["worker", "yes"],
    ],
  );
});

test("of two stores the worse answer about a host counts", () => {
  const [kubernetes] = voters(3, 3);
  const [membership] = voters(2, 3);
  assert.ok(kubernetes !== undefined && membership !== undefined);
  const cluster = { ...HEALTHY, nodes: known([NODE, { ...NODE, name: "b", isThisHost: false }]) };
  const stores = known([kubernetes, { ...membership, id: "membership" }]);
  assert.equal(summarizeCluster({ cluster, stores }).rebootNow[0]?.answer, "no");
});
