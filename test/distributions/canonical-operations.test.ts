import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import { canonical } from "../../src/distributions/canonical/index.ts";
import { standInArtefacts } from "../../src/distributions/canonical/stand-in/index.ts";
import type { ClusterOperation } from "../../src/distributions/index.ts";
import { ABSENT, approveRun, driveRun, known, makePlan } from "../../src/engine/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import { CLUSTER, createCanonicalBench, documentOf, UBUNTU } from "../support/canonical-bench.ts";
import { type Bench, type BenchOptions, benchOn } from "../support/k3s-bench.ts";
import { planOperation } from "../support/plan-operation.ts";
import { someOf, withCutAt } from "../support/power-cuts.ts";

const STRIDES = { usual: 250, many: 30 };
const ACTOR = { user: "ada", from: "tty1" };
const { signal } = new AbortController();

async function running(cluster: ClusterSpec, options: BenchOptions = {}): Promise<Bench> {
  const bench = await createCanonicalBench({ document: documentOf(cluster), ...options });
  const state = await bench.run();
  assert.equal(state.state, "succeeded", state.message);
  return bench;
}

/** A control plane of two: this host joined the other one, which leads. */
async function secondOfTwo(): Promise<Bench> {
  const first = await running({ ...CLUSTER, nodeIp: "10.10.216.80" });
  const { cluster: seen } = await first.look();
  const wish = { host: first.host, seen, cluster: CLUSTER, signal };
  const made = await canonical.join?.mint({ ...wish, role: "control-plane", node: "rack12-edge2" });
  assert.ok(made?.server);
  const join = { server: made.server, token: { secret: "join" } };
  const document = documentOf(
    { ...CLUSTER, role: "control-plane", join },
    { host: { hostname: "rack12-edge2" } },
  );
  return running(CLUSTER, { document, secrets: { join: made.token } });
}

interface Asked {
  readonly params?: Readonly<Record<string, string>>;
  readonly cluster?: ClusterSpec;
}

/** Plans it, with the document there is. */
async function operate(
  { host, parts, journal }: Bench,
  operation: ClusterOperation,
  { params = {}, cluster }: Asked = {},
) {
  const candidate = (approved?: Parameters<typeof planOperation>[1]["approved"]) =>
    planOperation(operation, {
      ...{ host, inventory: UBUNTU, distribution: "canonical", params },
      ...(cluster === undefined ? {} : { document: documentOf(cluster) }),
      ...(approved === undefined ? {} : { approved }),
    });
  const goal = {
    do: "operate",
    operation: {
      id: operation,
      params: { cluster: "rack12", distribution: "canonical", ...params },
    },
  } as const;
  const plan = await makePlan({
    ...{ ...parts, goal, generation: 2, signal },
    candidate: await candidate(),
  });
  async function run() {
    const runId = approveRun(journal, { plan, actor: ACTOR, documentText: "" });
    return driveRun({ ...parts, candidate: () => candidate(plan.steps) }, runId).settled;
  }
  return { plan, run, candidate };
}

/** Carried out with the power cut at one point on the way; resolves with how many there were. */
async function withCut(
  cutAt: number,
  bench: Bench,
  { plan, candidate }: Pick<Awaited<ReturnType<typeof operate>>, "plan" | "candidate">,
): Promise<number> {
  const { journal } = bench;
  const parts = { ...bench.parts, candidate: () => candidate(plan.steps) };
  return withCutAt(cutAt, {
    bench,
    async begin() {
      const runId = approveRun(journal, { plan, actor: ACTOR, documentText: "" });
      await driveRun(parts, runId).settled;
    },
    goOn: (runId) => driveRun(parts, runId).settled,
    // Who drains asks the API, which comes up first.
    booted: () => bench.host.clock.sleep(5000),
  });
}

const codesOf = ({ blocked }: { readonly blocked: readonly { readonly code: string }[] }) =>
  blocked.map(({ code }) => code);

test("the last voter of the membership store is never taken out, whatever the datastore says", async () => {
  const bench = await secondOfTwo();
  const { plan } = await operate(bench, "remove-peer", { params: { node: "rack12-edge1" } });
  assert.deepEqual([codesOf(plan), plan.steps], [["QUORUM_AT_RISK"], []]);
  assert.match(plan.blocked[0]?.message ?? "", /Membership store .*: the last voter/);
});

test("a spare is removed by the one that leads; its member and its node are gone", async () => {
  const first = await running({ ...CLUSTER, nodeIp: "10.10.216.81" });
  const state =
    "/var/snap/k8s/common/var/lib/k8sd/state/database/0000000000000001-0000000000000001";
  const told = JSON.parse(first.host.text(state) ?? "");
  const members = [...told.members, { name: "rack12-edge2", ip: "10.10.216.82" }];
  first.host.put(state, JSON.stringify({ ...told, members }));
  const { plan, run } = await operate(first, "remove-peer", { params: { node: "rack12-edge2" } });
  assert.deepEqual(
    plan.steps.map(({ id }) => id),
    ["canonical.remove-node"],
    JSON.stringify(plan.blocked),
  );
  assert.match(plan.skipped[0]?.reason ?? "", /stand still for it: .*10\.10\.216\.82/);
  assert.equal((await run()).state, "succeeded");
  const again = await operate(first, "remove-peer", { params: { node: "rack12-edge2" } });
  assert.deepEqual(codesOf(again.plan), ["NODE_UNKNOWN"]);
  const own = await operate(first, "remove-peer", { params: { node: "rack12-edge1" } });
  assert.ok(codesOf(own.plan).includes("NODE_IS_THIS_HOST"));
});

test("a host that leaves is no member any more, and nothing of the cluster is left on it", async () => {
  const bench = await secondOfTwo();
  const whole = await operate(bench, "destroy");
  assert.match(
    whole.plan.blocked[0]?.message ?? "",
    /has other members: rack12-edge1, rack12-edge2/,
  );
  const { plan, run } = await operate(bench, "leave");
  assert.deepEqual(
    plan.steps.map(({ id }) => id),
    ["canonical.empty-node", "canonical.remove-node", "canonical.sweep"],
    JSON.stringify(plan.blocked),
  );
  const state = await run();
  assert.equal(state.state, "succeeded", state.message);
  assert.equal(bench.host.text("/etc/kubernetes/bringup-canonical.json"), undefined);
  assert.equal((await bench.host.units.show("snap.k8s.k8sd.service")).is, "absent");
});

test("before a node goes its pods do; of one that nobody runs any more none is waited for", async () => {
  const bench = await running({ ...CLUSTER, nodeIp: "10.10.216.81" });
  const { cluster: seen, stores } = await bench.look();
  const own = seen.nodes.is === "known" ? seen.nodes.value[0] : undefined;
  assert.ok(own !== undefined);
  const other = { ...own, name: "rack12-edge3", isThisHost: false, roles: ["worker"] };
  const planned = (ready: "True" | "Unknown", params: Readonly<Record<string, string>>) =>
    canonical.operations?.["remove-peer"]?.({
      ...{ cluster: "rack12", params, stores, isKairos: false },
      seen: { ...seen, nodes: known([own, { ...other, ready }]) },
    });
  const whole = planned("True", { node: other.name });
  assert.deepEqual(
    whole?.steps.map(({ title }) => title),
    [
      "Move the pods of node rack12-edge3 elsewhere",
      "Take rack12-edge3 out of the cluster for good",
    ],
    "a worker keeps nothing that had to be saved first",
  );
  assert.match(whole?.skipped[0]?.title ?? "", /snap on that host/);
  const dead = planned("Unknown", { node: other.name, dead: "yes" });
  assert.equal(dead?.steps[0]?.title, "Give node rack12-edge3 no new pods");
  const worker = { by: "this-tool", evidence: "", cluster: "rack12", committed: true } as const;
  const leaving = canonical.operations?.leave?.({
    ...{ cluster: "rack12", params: {}, stores: ABSENT, isKairos: false },
    seen: { ...seen, ownership: known({ ...worker, role: "worker" }) },
  });
  assert.deepEqual(
    leaving?.steps.map(({ id }) => id),
    ["canonical.empty-node", "canonical.sweep"],
  );
});

test("where both stores cannot stand still nothing is saved first, and it is said why", async () => {
  const bench = await secondOfTwo();
  const cluster = bring(bench, NEXT);
  const { plan } = await operate(bench, "upgrade", { params: { to: NEXT }, cluster });
  assert.match(plan.skipped[0]?.reason ?? "", /this host is a spare/);
  const pods = plan.skipped.find(({ title }) => /pods of this node/.test(title));
  assert.match(pods?.reason ?? "", /only one|no other node/);
});

test("a worker ahead of its control planes is refused, and a control plane two minors ahead of another", async (t) => {
  const bench = await running(CLUSTER);
  assert.ok(canonical.operations?.upgrade);
  const { upgrade } = canonical.operations;
  const spied = t.mock.method(canonical.operations as { upgrade: typeof upgrade }, "upgrade");
  await operate(bench, "upgrade", { params: { to: NEXT }, cluster: bring(bench, NEXT) });
  const [request] = spied.mock.calls[0]?.arguments ?? [];
  assert.ok(request?.seen.nodes.is === "known" && request.seen.ownership?.is === "known");
  const { seen } = request;
  const other = (version: string) => {
    const [own] = request.seen.nodes.is === "known" ? request.seen.nodes.value : [];
    assert.ok(own !== undefined);
    return known([own, { ...own, name: "edge3", isThisHost: false, version }]);
  };
  const messages = (nodes: ReturnType<typeof other>, role: "worker" | "control-plane") => {
    const ownership = request.seen.ownership;
    assert.ok(ownership?.is === "known");
    const owner = known({ ...ownership.value, role });
    const whole = { ...request, seen: { ...seen, nodes, ownership: owner } };
    return upgrade(whole).blocked.map(({ code, message }) => `${code}: ${message}`);
  };
  assert.deepEqual(messages(other(NEXT), "control-plane"), []);
  assert.match(
    messages(other("1.34.4"), "control-plane")[0] ?? "",
    /^VERSION_SKEW: edge3 runs 1.34.4/,
  );
  assert.match(
    messages(other("1.35.2"), "worker").join(),
    /VERSION_SKEW: .*a worker is never newer/,
  );
});

const NEXT = "1.36.1";

/** The artefacts of another version beside those it was made from. */
function bring({ host }: Bench, version: string): ClusterSpec {
  const files = standInArtefacts({ version, architecture: "amd64" });
  for (const [name, file] of Object.entries(files)) host.put(`/opt/next/${name}`, file);
  return { ...CLUSTER, version, artefacts: "/opt/next" };
}

test("an upgrade installs the next snap, holds it and waits; then the document has nothing to do", async () => {
  const bench = await running(CLUSTER);
  const cluster = bring(bench, NEXT);
  const params = { to: NEXT, artefacts: "/opt/next" };
  const { plan, run } = await operate(bench, "upgrade", { params, cluster });
  assert.deepEqual(codesOf(plan), [], plan.blocked[0]?.message);
  const ids = plan.steps.map(({ id }) => id);
  assert.ok(ids.indexOf("canonical.images") < ids.indexOf("canonical.snap-k8s"));
  const state = await run();
  assert.equal(state.state, "succeeded", state.message);
  const { cluster: seen } = await bench.look();
  assert.deepEqual(
    [seen.installed.is === "known" && seen.installed.value.version, await nodeVersion(bench)],
    [NEXT, NEXT],
  );
  const after = await benchOn(bench.host, documentOf(cluster), { inventory: UBUNTU });
  assert.deepEqual((await after.plan()).steps, []);
});

async function nodeVersion(bench: Bench): Promise<string | undefined> {
  const { nodes } = (await bench.look()).cluster;
  return nodes.is === "known" ? nodes.value[0]?.version : undefined;
}

const REFUSED: readonly (readonly [title: string, from: string, to: string, code: string])[] = [
  ["two minors at once", "1.34.4", "1.36.1", "VERSION_SKIPS"],
  ["an older version", "1.35.2", "1.34.4", "VERSION_DOWN"],
];

for (const [title, from, to, code] of REFUSED)
  test(`no upgrade: ${title}`, async () => {
    const bench = await running({ ...CLUSTER, version: from });
    const cluster = bring(bench, to);
    const { plan } = await operate(bench, "upgrade", { params: { to }, cluster });
    assert.deepEqual(codesOf(plan), [code]);
  });

test("no upgrade over the end of k8s-dqlite: 1.36 would take the data over from nobody", async () => {
  const native = { datastore: "k8s-dqlite" };
  const bench = await running({ ...CLUSTER, native });
  const { native: _, ...cluster } = { ...bring(bench, NEXT), native };
  const { plan } = await operate(bench, "upgrade", { params: { to: NEXT }, cluster });
  assert.deepEqual(codesOf(plan), ["DQLITE_GONE"]);
});

test("certificates are renewed with the names they had and those the document adds; of today's there is nothing to do", async () => {
  const bench = await running(CLUSTER);
  assert.deepEqual((await operate(bench, "renew-certificates")).plan.steps, []);
  const path = "/etc/kubernetes/pki/apiserver.crt";
  const before = new X509Certificate(bench.host.text(path) ?? "");
  await bench.host.clock.sleep(40 * 86_400_000);
  const cluster = { ...CLUSTER, vip: "10.10.216.100" };
  const { plan, run } = await operate(bench, "renew-certificates", { cluster });
  assert.equal(plan.steps[0]?.id, "canonical.renew", plan.blocked[0]?.message);
  const state = await run();
  assert.equal(state.state, "succeeded", state.message);
  const after = new X509Certificate(bench.host.text(path) ?? "");
  const namesIn = ({ subjectAltName = "" }: X509Certificate) => subjectAltName.split(", ");
  assert.deepEqual(
    namesIn(after).toSorted(),
    [...namesIn(before), "IP Address:10.10.216.100"].toSorted(),
  );
  assert.ok(Date.parse(after.validTo) > Date.parse(before.validTo));
  assert.deepEqual((await operate(bench, "renew-certificates", { cluster })).plan.steps, []);
});

test("wherever the power goes while a host leaves, it is out of the cluster in the end, with nothing left", async () => {
  const leaveCutAt = async (cutAt: number) => {
    const bench = await secondOfTwo();
    const points = await withCut(cutAt, bench, await operate(bench, "leave"));
    const claim = bench.host.text("/etc/kubernetes/bringup-canonical.json");
    const snap = await bench.host.units.show("snap.k8s.k8sd.service");
    return { points, ended: { claim, snap: snap.is } };
  };
  const whole = await leaveCutAt(0);
  assert.deepEqual(whole.ended, { claim: undefined, snap: "absent" });
  for (const cutAt of someOf(whole.points, STRIDES)) {
    const { ended } = await leaveCutAt(cutAt);
    assert.deepEqual(ended, whole.ended, `cut at point ${cutAt} of ${whole.points}`);
  }
});

test("wherever the power goes during an upgrade, the next version runs in the end, held and Ready", async () => {
  const upgradeCutAt = async (cutAt: number) => {
    const bench = await running(CLUSTER);
    const cluster = bring(bench, NEXT);
    const params = { to: NEXT, artefacts: "/opt/next" };
    const asked = await operate(bench, "upgrade", { params, cluster });
    const points = await withCut(cutAt, bench, asked);
    const after = await benchOn(bench.host, documentOf(cluster), { inventory: UBUNTU });
    // What a boot loads into the kernel is not there in a host of memory.
    const left = async () =>
      (await after.plan()).steps
        .map(({ id }) => id)
        .filter((id) => !/^canonical\.(modules|sysctl)$/.test(id));
    for (let seconds = 0; seconds < 60 && (await left()).length > 0; seconds++)
      await bench.host.clock.sleep(1000);
    return { points, ended: { version: await nodeVersion(bench), left: await left() } };
  };
  const whole = await upgradeCutAt(0);
  assert.deepEqual(whole.ended, { version: NEXT, left: [] });
  for (const cutAt of someOf(whole.points, STRIDES)) {
    const { ended } = await upgradeCutAt(cutAt);
    assert.deepEqual(ended, whole.ended, `cut at point ${cutAt} of ${whole.points}`);
  }
});
