import assert from "node:assert/strict";
import { test } from "node:test";
import { canonical } from "../../src/distributions/canonical/index.ts";
import { approveRun, driveRun, type RunState } from "../../src/engine/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import { CLUSTER, createCanonicalBench, documentOf } from "../support/canonical-bench.ts";
import type { Bench } from "../support/k3s-bench.ts";
import { applyKernelSettings, someOf, withCutAt } from "../support/power-cuts.ts";

const STRIDES = { usual: 200, many: 16 };
const ACTOR = { user: "ada", from: "tty1" };

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64");
const ADDRESSES = ["10.0.0.11:6400", "10.0.0.12:6400"];
const SECRET = { secret: "s".repeat(64), fingerprint: "f".repeat(64), join_addresses: ADDRESSES };
const FOR_SERVER = base64({ name: "edge2", ...SECRET });
const FOR_WORKER = base64({ token: "t", ...SECRET, _: "m!!" });

const PASTED: readonly (readonly [title: string, text: string, read: object | undefined])[] = [
  [
    "a token of a control plane",
    `${FOR_SERVER}\n`,
    { token: FOR_SERVER, server: ADDRESSES[0], role: "control-plane" },
  ],
  [
    "the whole line for a worker",
    `sudo k8s join-cluster ${FOR_WORKER}`,
    { token: FOR_WORKER, server: ADDRESSES[0], role: "worker" },
  ],
  ["base64 of something else", base64({ name: "edge2", nothing: "x".repeat(60) }), undefined],
  ["a token of another distribution", `K10${"a".repeat(64)}::server:secret`, undefined],
  ["nothing", "", undefined],
];

for (const [title, text, read] of PASTED)
  test(`what is pasted to join by is read: ${title}`, () => {
    assert.deepEqual(canonical.join?.parse(text), read);
  });

async function founded(): Promise<Bench> {
  const document = documentOf({ ...CLUSTER, nodeIp: "10.10.216.80" });
  const bench = await createCanonicalBench({ document });
  assert.equal((await bench.run()).state, "succeeded");
  return bench;
}

async function mintOn({ host, look }: Bench, role: "control-plane" | "worker") {
  const { cluster: seen } = await look();
  const { signal } = new AbortController();
  const wish = { host, seen, cluster: CLUSTER, role, node: "rack12-edge2", signal };
  const made = await canonical.join?.mint(wish);
  assert.ok(made?.server);
  return made;
}

const joining = (server: string, role: "control-plane" | "worker"): ClusterSpec => ({
  ...CLUSTER,
  ...{ role, join: { server, token: { secret: "join" } } },
});

async function newcomer(token: string, cluster: ClusterSpec, hostname = "rack12-edge2") {
  const document = documentOf({ ...cluster, nodeIp: "10.10.216.81" }, { host: { hostname } });
  return createCanonicalBench({ document, secrets: { join: token } });
}

test("a token is made for one node, for a quarter of an hour, and is never an argument of a program", async () => {
  const bench = await founded();
  const before = bench.host.calls.length;
  const made = await mintOn(bench, "control-plane");
  assert.deepEqual(
    [made.role, made.server, made.endsMs],
    ["control-plane", "10.10.216.80:6400", bench.host.clock.nowMs() + 900_000],
  );
  assert.equal((await mintOn(bench, "worker")).role, "worker");
  assert.equal(bench.host.calls.length, before);
});

for (const role of ["control-plane", "worker"] as const)
  test(`a host joins as ${role} with it, is Ready, and a second plan has nothing to do`, async () => {
    const made = await mintOn(await founded(), role);
    const bench = await newcomer(made.token, joining(made.server ?? "", role));
    const state = await bench.run();
    assert.equal(state.state, "succeeded", state.message);
    const seen = await bench.look();
    const conditions = canonical.conditions(CLUSTER, seen);
    assert.deepEqual(
      conditions.flatMap(({ type, status, message }) =>
        status === "True" ? [] : [`${type}: ${message}`],
      ),
      [],
    );
    const owner = seen.cluster.ownership;
    assert.equal(
      owner?.is === "known" && owner.value.role,
      (role === "worker" && "worker") || undefined,
    );
    assert.deepEqual((await bench.plan()).steps, []);
    const said = JSON.stringify([bench.host.calls, bench.journal.all]);
    assert.ok(!said.includes(made.token), "the token stands in no argument and in no record");
    const stores = seen.stores.is === "known" ? seen.stores.value : [];
    assert.deepEqual(
      stores.map(({ members }) => members.length),
      role === "worker" ? [] : [2, 2],
    );
  });

test("a token of another node is refused by k8sd; what helps is a new one, and the run ends there", async () => {
  const made = await mintOn(await founded(), "worker");
  const bench = await newcomer(made.token, joining(made.server ?? "", "worker"), "rack12-edge3");
  const paused = await bench.run();
  const failed = failedStep(paused);
  assert.deepEqual([paused.state, failed?.id], ["paused", "canonical.join"]);
  assert.match(failed?.error?.message ?? "", /the token to join was used up/);
  assert.match(failed?.error?.hint ?? "", /new token.*never try the same one again/);
  const state = await bench.cancel(paused.id);
  assert.equal(state.message, "cancelled; everything this run did was taken back");
});

test("refused before anything is changed: a token for another role, and one that is none", async () => {
  const made = await mintOn(await founded(), "worker");
  const server = made.server ?? "";
  const wrong = await newcomer(made.token, joining(server, "control-plane"));
  const none = await newcomer("abc", joining(server, "worker"));
  const messages = await Promise.all(
    [wrong, none].map(async ({ plan }) => (await plan()).blocked[0]?.message),
  );
  assert.deepEqual(messages, [
    "the token is for a worker, and this host shall be a control-plane",
    "the token is none of Canonical Kubernetes",
  ]);
  assert.deepEqual([...wrong.host.effects, ...none.host.effects], []);
});

/** Joined with the power cut at one point on the way. */
async function joinedWithCutAt(cutAt: number, token: string, cluster: ClusterSpec) {
  const bench = await newcomer(token, cluster);
  const { journal, parts, plan } = bench;
  const points = await withCutAt(cutAt, {
    bench,
    async begin() {
      const runId = approveRun(journal, { plan: await plan(), actor: ACTOR, documentText: "" });
      await driveRun(parts, runId).settled;
    },
    goOn: (runId) => driveRun(parts, runId).settled,
    booted: () => applyKernelSettings(bench.host),
  });
  for (let seconds = 0; seconds < 60; seconds++) {
    if ((await plan()).steps.length === 0) break;
    await bench.host.clock.sleep(1000);
  }
  return { points, left: (await plan()).steps.map(({ id }) => id) };
}

test("wherever the power goes while a host joins, it is a member in the end, with one token", async () => {
  const made = await mintOn(await founded(), "control-plane");
  const cluster = joining(made.server ?? "", "control-plane");
  const whole = await joinedWithCutAt(0, made.token, cluster);
  assert.ok(whole.points > 100, `only ${whole.points} points were found`);
  for (const cutAt of someOf(whole.points, STRIDES)) {
    const { left } = await joinedWithCutAt(cutAt, made.token, cluster);
    assert.deepEqual(left, [], `cut at point ${cutAt} of ${whole.points}`);
  }
});

function failedStep(state: RunState) {
  return state.steps.find((step) => step.state === "failed");
}
