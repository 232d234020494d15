import assert from "node:assert/strict";
import { test } from "node:test";
import { planClusterOperation } from "../../src/cluster/index.ts";
import type { ClusterOperation } from "../../src/distributions/index.ts";
import {
  approveRun,
  driveRun,
  knownValue,
  makePlan,
  type RunState,
  type Step,
} from "../../src/engine/index.ts";
import { kubeGet, kubeWrite, parseKubeconfig } from "../../src/kube/index.ts";
import { emptyDocument } from "../../src/spec/index.ts";
import { type Bench, INVENTORY } from "../support/k3s-bench.ts";
import { createServerSite, type ServerSite } from "../support/server-site.ts";

type Distribution = "k3s" | "rke2";
interface Formed extends ServerSite {
  readonly benches: readonly Bench[];
}

async function formed(distribution: Distribution, count: number): Promise<Formed> {
  const site = createServerSite(distribution);
  const benches: Bench[] = [];
  for (let number = 1; number <= count; number++) {
    const [first] = benches;
    const bench =
      first === undefined
        ? await site.machine(1)
        : await site.machine(number, site.joining(), site.tokenOf(first));
    const state = await bench.run();
    assert.equal(state.state, "succeeded", state.message);
    benches.push(bench);
  }
  await site.clock.sleep(3000);
  return { ...site, benches };
}

function operate(bench: Bench, operation: ClusterOperation, params: Record<string, string> = {}) {
  const signal = new AbortController().signal;
  const distribution =
    bench.host.text("/etc/rancher/rke2/config.yaml") === undefined ? "k3s" : "rke2";
  let approved: readonly Step[] = [];
  const candidate = (going?: readonly Step[]) =>
    planClusterOperation(operation, {
      ...{ host: bench.host, document: emptyDocument(), inventory: INVENTORY, distribution },
      ...{ cluster: "rack12", params, signal, secretDigest: () => undefined },
      ...(going === undefined ? {} : { approved: going }),
    });
  return {
    candidate,
    codes: async () => (await candidate()).blocked.map(({ code }) => code),
    async run(): Promise<RunState> {
      const goal = { do: "operate", operation: { id: operation, params } } as const;
      const parts = { ...bench.parts, goal, generation: 2, signal };
      const plan = await makePlan({ ...parts, candidate: await candidate() });
      const actor = { user: "ada", from: "tty1" };
      const runId = approveRun(bench.journal, { plan, actor, documentText: "" });
      approved = plan.steps;
      return await driveRun({ ...bench.parts, candidate: () => candidate(approved) }, runId)
        .settled;
    },
    /** As a person who mended the cause. */
    async goOn(): Promise<RunState> {
      const runId = bench.journal.openRun() ?? "";
      bench.journal.append(runId, { type: "run-resumed", actor: { user: "ada", from: "tty1" } });
      return await driveRun({ ...bench.parts, candidate: () => candidate(approved) }, runId)
        .settled;
    },
  };
}

async function seenBy(bench: Bench): Promise<string> {
  const { cluster, stores } = await bench.look();
  const members = knownValue(stores)?.[0]?.members.map(
    ({ name, role, reach }) => `${name.slice(0, 5)} ${role} ${reach}`,
  );
  const nodes = knownValue(cluster.nodes)?.map(({ name }) => name);
  return `${members?.toSorted().join(", ")}; ${nodes?.toSorted().join(" ")}`;
}

test("a server that died is removed, and another takes its place under its name", async () => {
  const site = await formed("k3s", 3);
  const [first, , third] = site.benches;
  assert.ok(first && third);
  const { codes } = operate(first, "remove-peer", { node: "edge3", dead: "yes" });
  assert.deepEqual(await codes(), ["PEER_ALIVE"]);
  third.host.powerCut();
  await site.clock.sleep(60_000);
  assert.deepEqual(await operate(first, "remove-peer", { node: "edge3" }).codes(), ["PEER_SILENT"]);
  const state = await operate(first, "remove-peer", { node: "edge3", dead: "yes" }).run();
  assert.equal(state.state, "succeeded", state.message);
  assert.equal(await seenBy(first), "edge1 voter online, edge2 voter online; edge1 edge2");
  const again = await site.machine(3, site.joining(), site.tokenOf(first));
  const back = await again.run();
  assert.equal(back.state, "succeeded", back.message);
  await site.clock.sleep(3000);
  assert.equal(
    await seenBy(first),
    "edge1 voter online, edge2 voter online, edge3 voter online; edge1 edge2 edge3",
  );
});

test("a server that leaves takes its member and its node along, and nothing of it is left", async () => {
  const site = await formed("rke2", 3);
  const [first, , third] = site.benches;
  assert.ok(first && third);
  const state = await operate(third, "leave").run();
  assert.equal(state.state, "succeeded", state.message);
  await site.clock.sleep(10_000);
  assert.equal(await seenBy(first), "edge1 voter online, edge2 voter online; edge1 edge2");
  const left = third.host.paths().filter((path) => path.startsWith("/var/lib/rancher"));
  assert.deepEqual(left, []);
});

test("the last server does not leave: that is the end of the cluster", async () => {
  const { benches } = await formed("k3s", 1);
  const [only] = benches;
  assert.ok(only);
  const codes = await operate(only, "leave").codes();
  assert.deepEqual([...new Set(codes)], ["LAST_MEMBER"]);
});

test("nobody leaves while another member is silent", async () => {
  const site = await formed("k3s", 3);
  const [first, second, third] = site.benches;
  assert.ok(first && second && third);
  third.host.powerCut();
  await site.clock.sleep(10_000);
  assert.deepEqual(await operate(second, "leave").codes(), ["QUORUM_AT_RISK"]);
});

test("pods move away before a server leaves, and a budget that is used up holds it until it gives way", async () => {
  const site = await formed("k3s", 3);
  const [first, , third] = site.benches;
  assert.ok(first && third);
  const access = parseKubeconfig(first.host.text("/etc/rancher/k3s/k3s.yaml") ?? "");
  assert.ok(access);
  const folder = "/apis/policy/v1/namespaces/kube-system/poddisruptionbudgets";
  const metadata = { name: "dns", namespace: "kube-system" };
  const budget = {
    ...{ apiVersion: "policy/v1", kind: "PodDisruptionBudget", metadata },
    ...{ spec: { selector: { matchLabels: {} } }, status: { disruptionsAllowed: 0 } },
  };
  await kubeWrite(first.host, access, { method: "POST", path: folder, object: budget });
  const leaving = operate(third, "leave");
  const held = await leaving.run();
  assert.equal(held.state, "paused");
  assert.match(held.message ?? "", /these pods stay: kube-system\/coredns-.*disruption budget/);
  assert.match(await seenBy(first), /edge3 voter online/);
  await kubeWrite(first.host, access, { method: "DELETE", path: `${folder}/dns` });
  const state = await leaving.goOn();
  assert.equal(state.state, "succeeded", state.message);
  const path = "/api/v1/pods?fieldSelector=spec.nodeName%3Dedge3";
  const pods = await kubeGet(first.host, access, path);
  assert.doesNotMatch(pods.is === "ok" ? pods.text : "not read", /coredns|not read/);
});
