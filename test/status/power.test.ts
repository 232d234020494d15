import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClusterObservation, ClusterSeen, NodeView } from "../../src/distributions/index.ts";
import { ABSENT, known, unknown } from "../../src/engine/index.ts";
import { advisePower } from "../../src/status/index.ts";
import { etcdLook, memberLook, reportsOf, sqliteLook, voters } from "../support/stores.ts";

const node = (name: string, isThisHost = false): NodeView => ({
  ...{ name, ready: "True", reason: "", message: "", version: "v1.35.3+k3s1" },
  ...{ roles: ["control-plane"], isThisHost },
});
function cluster(change: Partial<ClusterObservation>): ClusterObservation {
  return {
    distribution: "k3s",
    atMs: 0,
    installed: known({ version: "1.35.3+k3s1" }),
    unit: known({ name: "k3s.service", active: "active", sub: "running", restarts: 0 }),
    api: known({ endpoint: "https://127.0.0.1:6443", ready: true, latencyMs: 4, failing: [] }),
    nodes: known([node("a", true)]),
    pods: ABSENT,
    certificateEndsMs: ABSENT,
    ...change,
  };
}

const NAMES = ["node-1", "node-2", "node-3"];
const THREE = known(NAMES.map((name, at) => node(name, at === 0)));
const SQLITE = known(reportsOf([sqliteLook(true)]));
const etcd = (answering: number, total = 3) => known(voters(answering, total));
const refused = unknown("refused");

type Stores = ClusterSeen["stores"];
const SEEN: readonly [string, ClusterObservation | null, Stores, string, RegExp][] = [
  ["a host without a cluster may stop", null, ABSENT, "yes", /^no cluster on this host$/],
  ["the only node may, and it is said what stops", cluster({}), SQLITE, "yes", /^the only node: e/],
  [
    "one of three members may, while all answer",
    cluster({ nodes: THREE }),
    etcd(3),
    "yes",
    /^the quorum holds without it: 2 of the others answer; another leader is elected first$/,
  ],
  [
    "one of the last two of three may not",
    cluster({ nodes: THREE }),
    etcd(2),
    "no",
    /^the quorum would be lost: 1 of the others answer, 2 needed$/,
  ],
  [
    "one of two members may not",
    cluster({ nodes: known([node("node-1", true), node("node-2")]) }),
    etcd(2, 2),
    "no",
    /^the quorum would be lost: 1 of the others answer, 2 needed$/,
  ],
  [
    "a cluster that cannot be asked is no yes",
    cluster({ nodes: refused }),
    refused,
    "unknown",
    /could not be asked/,
  ],
  [
    "a single member whose service is down may",
    cluster({ nodes: refused }),
    SQLITE,
    "yes",
    /^the only member/,
  ],
  [
    "a single member that is known of may be one of many",
    cluster({ nodes: refused }),
    known(reportsOf([etcdLook([memberLook("a", { isThisHost: true })], { isPartial: true })])),
    "unknown",
    /^nobody tells how many members there are/,
  ],
  [
    "without an API the stores alone say that one of three may",
    cluster({ nodes: refused }),
    etcd(3),
    "yes",
    /^the quorum holds without it/,
  ],
  [
    "a node alone in the list whose store has others is not the only one",
    cluster({}),
    etcd(2),
    "no",
    /^the quorum would be lost/,
  ],
];

for (const [title, seen, own, answer, why] of SEEN) {
  test(title, () => {
    const advice = advisePower({ cluster: seen, stores: { own }, run: null }, 1000);
    assert.equal(advice.answer, answer);
    assert.equal(advice.why.length, 1);
    assert.match(advice.why[0] ?? "", why);
  });
}

test("what a gentle stop of the only copy does is told, whatever other stores say", () => {
  const copy = memberLook("node-1", { isThisHost: true });
  const pair = etcdLook([copy, memberLook("node-2", { role: "spare" })], { kind: "dqlite" });
  const own = known(reportsOf([{ ...sqliteLook(true), id: "file" }, pair]));
  const { answer, why } = advisePower({ cluster: cluster({}), stores: { own }, run: null }, 1000);
  assert.equal(answer, "yes");
  assert.match(why[0] ?? "", /stop it gently, and node-2 takes over within seconds/);
});

test("a yes is withdrawn 3 s after the last look, and when the clock was set back", () => {
  const facts = { cluster: cluster({ nodes: THREE }), stores: { own: etcd(3) }, run: null };
  const at = (wallMs: number) => advisePower(facts, wallMs).answer;
  assert.deepEqual([at(0), at(3000), at(3001), at(-3001)], ["yes", "yes", "unknown", "unknown"]);
});
