import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClusterObservation } from "../../src/distributions/index.ts";
import type { Bench } from "../support/k3s-bench.ts";
import { type Operating, operating } from "../support/operating.ts";
import { createServerSite, type ServerSite } from "../support/server-site.ts";

const RELEASES = {
  k3s: { from: "1.34.5+k3s1", to: "1.35.3+k3s1", kubectl: "/usr/local/bin/k3s kubectl" },
  rke2: {
    ...{ from: "1.34.5+rke2r1", to: "1.35.3+rke2r1" },
    kubectl: "/var/lib/rancher/rke2/bin/kubectl --kubeconfig /etc/rancher/rke2/rke2.yaml",
  },
} as const;
const NEXT = "/opt/next";

interface Formed {
  readonly site: ServerSite;
  readonly server: Bench;
  readonly worker: Bench;
  upgrade(number: 1 | 2): Operating;
}

/** A server and a worker of the older release, with the artefacts of the newer one at hand. */
async function formed(distribution: keyof typeof RELEASES): Promise<Formed> {
  const { from, to } = RELEASES[distribution];
  const site = createServerSite(distribution, from);
  const server = await site.machine(1);
  await succeeded(server.run());
  const worker = await site.machine(2, site.joining("worker"), site.tokenOf(server));
  await succeeded(worker.run());
  for (const bench of [server, worker]) site.putRelease(bench, { version: to, folder: NEXT });
  return {
    ...{ site, server, worker },
    upgrade: (number) =>
      operating(number === 1 ? server : worker, "upgrade", {
        ...site.given(number, number === 1 ? {} : site.joining("worker")),
        params: { to, artefacts: NEXT },
        distribution,
      }),
  };
}

async function succeeded(running: ReturnType<Bench["run"]>): Promise<void> {
  const { state, message } = await running;
  assert.equal(state, "succeeded", message);
}

/** What is installed, and what the kubelet said when it registered. */
async function versions({ look }: Bench) {
  const { installed, nodes }: ClusterObservation = (await look()).cluster;
  return [
    installed.is === "known" && installed.value.version,
    nodes.is === "known" && nodes.value.find(({ isThisHost }) => isThisHost)?.version,
  ];
}

for (const distribution of ["k3s", "rke2"] as const)
  test(`${distribution}: a worker is upgraded after its servers, and no sooner`, async () => {
    const { from, to } = RELEASES[distribution];
    const { server, worker, upgrade, site } = await formed(distribution);
    const [early] = (await upgrade(2).plan()).blocked;
    assert.equal(
      early?.message,
      `https://10.10.216.1:6443 still runs ${from}, and a worker is never newer than its servers`,
    );
    await succeeded(upgrade(1).run());
    const plan = await upgrade(2).plan();
    assert.deepEqual(plan.blocked, []);
    const ids = plan.steps.map(({ id }) => id.replace(`${distribution}.`, ""));
    assert.deepEqual(
      ids.filter((id) => !/^images|^binary|^unpack|^version|wait-node/.test(id)),
      ["upgrade-begin", "start", "wait-kubelet", "upgraded", "former-images"],
    );
    const { kubectl } = RELEASES[distribution];
    const told = plan.skipped.map(({ reason }) => reason).join();
    assert.ok(told.includes(`${kubectl} drain edge2 --ignore-daemonsets`), told);
    assert.ok(told.includes(`${kubectl} uncordon edge2`), told);
    assert.equal(
      plan.steps.some(({ lock }) => lock !== undefined),
      false,
    );
    await succeeded(upgrade(2).run());
    await site.clock.sleep(3000);
    assert.deepEqual(await versions(worker), [to, to]);
    assert.deepEqual(await versions(server), [to, to]);
    const left = worker.host
      .paths()
      .filter((path) => /images\/.*prev|bringup-snapshots/.test(path));
    assert.deepEqual(left, []);
    assert.match((await upgrade(2).plan()).skipped[0]?.reason ?? "", /is installed/);
  });

test("taken back before it was Ready, a worker runs its former program again", async () => {
  const { worker, upgrade, site } = await formed("k3s");
  const { from, to } = RELEASES.k3s;
  await succeeded(upgrade(1).run());
  const before = worker.host.paths();
  worker.host.put("/etc/bringup/stand-in.json", JSON.stringify({ fail: "never-ready" }));
  const paused = await upgrade(2).run();
  assert.equal(paused.state, "paused");
  assert.deepEqual(await versions(worker), [to, to]);
  await worker.host.files.remove("/etc/bringup/stand-in.json");
  const state = await upgrade(2).cancel(paused.id);
  assert.equal(state.message, "cancelled; everything this run did was taken back");
  await site.clock.sleep(10_000);
  assert.deepEqual(await versions(worker), [from, from]);
  assert.deepEqual(worker.host.paths(), before);
});

test("a worker is not upgraded while one of its servers does not say what it runs", async () => {
  const { site, server, worker, upgrade } = await formed("k3s");
  await succeeded(upgrade(1).run());
  const second = await site.machine(3, site.joining(), site.tokenOf(server));
  await succeeded(second.run());
  await worker.host.units.restart("k3s-agent.service");
  await site.clock.sleep(5000);
  assert.match(
    (await upgrade(2).plan()).blocked[0]?.message ?? "",
    /^https:\/\/10\.10\.216\.3:6443 still runs 1\.34\.5\+k3s1/,
  );
  site.site.unplug("10.10.216.3");
  assert.match(
    (await upgrade(2).plan()).blocked[0]?.message ?? "",
    /^https:\/\/10\.10\.216\.3:6443 does not say what it runs: /,
  );
});

test("a worker has no part in what is done to servers, and says where it is done", async () => {
  const { worker, site } = await formed("k3s");
  const given = { ...site.given(2, site.joining("worker")), params: {} };
  for (const operation of ["snapshot", "restore", "renew-certificates"] as const) {
    const { blocked } = await operating(worker, operation, given).plan();
    const refusal = blocked.find(({ code }) => code === "OPERATION_NOT_OFFERED");
    assert.match(refusal?.hint ?? "", /on a server/, operation);
  }
});
