import assert from "node:assert/strict";
import { test } from "node:test";
import { createLockDesk } from "../../src/agent/shared-locks.ts";
import { parseKubeconfig, releaseLock, takeLock } from "../../src/kube/index.ts";
import { type Bench, createBench } from "../support/k3s-bench.ts";
import { createServerSite } from "../support/server-site.ts";

const KUBECONFIG = "/etc/rancher/k3s/k3s.yaml";
const EDGE1 = { holder: "edge1", why: "upgrade", seconds: 120 };
const EDGE2 = { holder: "edge2", why: "removal", seconds: 120 };

/** A host with a cluster whose API answers, as a stand-in simulates it. */
async function formed(): Promise<Bench> {
  const bench = await createBench();
  assert.equal((await bench.run()).state, "succeeded");
  return bench;
}

function accessOf({ host }: Bench) {
  const access = parseKubeconfig(host.text(KUBECONFIG) ?? "");
  return access ?? assert.fail("no kubeconfig");
}

const context = () => {
  const { signal } = new AbortController();
  const said: string[] = [];
  return { signal, said, report: ({ evidence }: { evidence: string }) => said.push(evidence) };
};

test("one host at a time works on a cluster; who gives it back, or lets it end, makes room", async () => {
  const bench = await formed();
  const { host } = bench;
  const access = accessOf(bench);
  assert.deepEqual(await takeLock(host, access, EDGE1), { is: "held" });
  assert.deepEqual(await takeLock(host, access, EDGE1), { is: "held" }, "renewed");
  const refused = await takeLock(host, access, EDGE2);
  if (refused.is !== "busy") assert.fail(refused.is);
  const { version: _, renewedMs, ...lock } = refused.lock;
  assert.deepEqual(lock, EDGE1);
  assert.equal(renewedMs, host.clock.nowMs());
  assert.ok(await releaseLock(host, access, EDGE2), "not ours: left alone");
  assert.equal((await takeLock(host, access, EDGE2)).is, "busy");
  assert.ok(await releaseLock(host, access, EDGE1));
  assert.equal((await takeLock(host, access, EDGE2)).is, "held");
  const dead = await takeLock(host, access, EDGE1);
  if (dead.is !== "busy") assert.fail(dead.is);
  assert.equal((await takeLock(host, access, { ...EDGE1, insteadOf: dead.lock })).is, "held");
  const late = await takeLock(host, access, { ...EDGE2, insteadOf: dead.lock });
  assert.equal(late.is, "busy", "the one that seemed dead was renewed by another since");
});

test("a run waits for the host that works on the cluster, says for whom, and takes over from a dead one", async () => {
  const bench = await formed();
  const { host } = bench;
  const desk = createLockDesk(host);
  await takeLock(host, accessOf(bench), EDGE2);
  const { said, ...waiting } = context();
  const beganMs = host.clock.monotonicMs();
  await desk.hold(KUBECONFIG, { id: "0123456789", hadIt: false }, waiting);
  assert.match(said[0] ?? "", /^edge2 works on the cluster \(removal\); .* ends in 2:00/);
  assert.ok(host.clock.monotonicMs() - beganMs >= 120_000, "not before its time was over");
  const other = await takeLock(host, accessOf(bench), EDGE2);
  assert.equal(other.is === "busy" && other.lock.holder, "old-name 01234567");
  await desk.release("0123456789");
  assert.equal((await takeLock(host, accessOf(bench), EDGE2)).is, "held");
});

test("a turn kept for a host that joins is over as soon as its node is Ready", async () => {
  const bench = await formed();
  const { host } = bench;
  const desk = createLockDesk(host);
  await takeLock(host, accessOf(bench), { ...EDGE2, holder: "join rack12-edge1", seconds: 900 });
  const beganMs = host.clock.monotonicMs();
  const { said, ...waiting } = context();
  await desk.hold(KUBECONFIG, { id: "0123456789", hadIt: false }, waiting);
  assert.match(said[0] ?? "", /^rack12-edge1 was let in as a control plane and may still come; /);
  assert.ok(host.clock.monotonicMs() - beganMs < 60_000);
  desk.leave();
});

test("where nobody can be asked nothing begins, but a run that stopped the API itself goes on", async () => {
  const bench = await formed();
  const { host } = bench;
  const desk = createLockDesk(host);
  await host.units.stop("k3s.service", { timeoutMs: 5000 });
  const { said: _, ...waiting } = context();
  await assert.rejects(desk.hold(KUBECONFIG, { id: "0123456789", hadIt: false }, waiting), {
    code: "CLUSTER_BUSY",
  });
  await desk.hold(KUBECONFIG, { id: "0123456789", hadIt: true }, waiting);
});

test("whoever loses the own server, as one that leaves, gives the lock back through another", async () => {
  const site = createServerSite("k3s");
  const first = await site.machine(1);
  assert.equal((await first.run()).state, "succeeded");
  const machines = [first];
  for (const number of [2, 3]) {
    const next = await site.machine(number, site.joining(), site.tokenOf(first));
    assert.equal((await next.run()).state, "succeeded");
    machines.push(next);
  }
  const [, second, third] = machines;
  assert.ok(second && third);
  const desk = createLockDesk(third.host);
  const { said: _, ...waiting } = context();
  await desk.hold(KUBECONFIG, { id: "0123456789", hadIt: false }, waiting);
  assert.equal((await takeLock(second.host, accessOf(second), EDGE2)).is, "busy");
  await third.host.units.stop("k3s.service", { timeoutMs: 5000 });
  await desk.release("0123456789");
  assert.equal((await takeLock(second.host, accessOf(second), EDGE2)).is, "held");
});
