import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  ClusterObservation,
  DatastoreMember,
  NodeView,
} from "../../src/distributions/index.ts";
import { ABSENT, known, unknown } from "../../src/engine/index.ts";
import { advisePower } from "../../src/status/index.ts";

const node = (name: string, isThisHost = false): NodeView => ({
  ...{ name, ready: "True", reason: "", message: "", version: "v1.35.3+k3s1" },
  ...{ roles: ["control-plane"], isThisHost },
});
const voter = (name: string, more: Partial<DatastoreMember> = {}): DatastoreMember => ({
  ...{ name, role: "voter", reachable: true, isLeader: false, isThisHost: false, ...more },
});

function cluster(change: Partial<ClusterObservation>): ClusterObservation {
  return {
    distribution: "k3s",
    atMs: 0,
    installed: known({ version: "1.35.3+k3s1" }),
    unit: known({ name: "k3s.service", active: "active", sub: "running", restarts: 0 }),
    api: known({ endpoint: "https://127.0.0.1:6443", ready: true, latencyMs: 4, failing: [] }),
    nodes: known([node("a", true)]),
    datastore: known({
      title: "SQLite (kine)",
      members: [voter("a", { role: "single", isLeader: true, isThisHost: true })],
    }),
    pods: ABSENT,
    certificateEndsMs: ABSENT,
    ...change,
  };
}

const THREE = known([node("a", true), node("b"), node("c")]);
const etcd = (away: number) =>
  known({
    title: "etcd",
    members: ["a", "b", "c"].map((name, at) =>
      voter(name, { isThisHost: at === 0, isLeader: at === 1, reachable: at < 3 - away }),
    ),
  });

const SEEN: readonly [string, ClusterObservation | null, string, RegExp][] = [
  ["a host without a cluster may stop", null, "yes", /^no cluster on this host$/],
  [
    "the only node may, and it is said what stops",
    cluster({}),
    "yes",
    /^the only node: everything/,
  ],
  [
    "one of three members may, while all answer",
    cluster({ nodes: THREE, datastore: etcd(0) }),
    "yes",
    /^the quorum holds without it \(3 voters answer, 2 needed\)$/,
  ],
  [
    "one of the last two of three may not",
    cluster({ nodes: THREE, datastore: etcd(1) }),
    "no",
    /^the quorum would be lost \(2 voters answer, 2 needed\)$/,
  ],
  [
    "a cluster that cannot be asked is no yes",
    cluster({ nodes: unknown("refused"), datastore: unknown("refused") }),
    "unknown",
    /could not be asked/,
  ],
  [
    "a single member whose service is down may",
    cluster({ nodes: unknown("refused") }),
    "yes",
    /^the only member/,
  ],
];

for (const [title, seen, answer, why] of SEEN) {
  test(title, () => {
    const advice = advisePower({ cluster: seen, run: null });
    assert.equal(advice.answer, answer);
    assert.equal(advice.why.length, 1);
    assert.match(advice.why[0] ?? "", why);
  });
}
