import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClusterSpec } from "../../src/spec/index.ts";
import { summarizeCluster } from "../../src/status/index.ts";
import {
  ARTEFACTS,
  artefactFiles,
  type Bench,
  CLUSTER,
  createBench,
  documentOf,
} from "../support/k3s-bench.ts";
import { type Operating, operating } from "../support/operating.ts";
import { applyKernelSettings, someOf, withCutAt } from "../support/power-cuts.ts";
import { createRke2Bench, RKE2_CLUSTER, rke2Artefacts } from "../support/rke2-bench.ts";
import { createServerSite } from "../support/server-site.ts";

const NEXT = "/opt/next";
/** Made anew by the service at a start, told with the time it happened, or set by a boot. */
const CHANGING =
  /^\/(proc|sys)\/|\/agent\/[a-z-]+\.(crt|key)$|\/join-token$|\/(tls|token|cred|node)\b|bringup-(cluster|restore|renewal)\.json|(k3s|rke2)\.yaml|\/db(\/|-before-)|bringup-snapshots/;

interface Row {
  form(): Promise<Bench>;
  operate(bench: Bench): Operating;
  readonly sentence: string;
  readonly fewest: number;
  readonly strides: { readonly usual: number; readonly many: number };
}

async function formed(bench: Bench, next: ReturnType<typeof artefactFiles>): Promise<Bench> {
  const { state, message } = await bench.run();
  assert.equal(state, "succeeded", message);
  for (const [path, file] of Object.entries(next))
    bench.host.put(path.replace(ARTEFACTS, NEXT), file);
  return bench;
}

const K3S_OLD: ClusterSpec = { ...CLUSTER, version: "1.34.5+k3s1" };
const RKE2_OLD: ClusterSpec = { ...RKE2_CLUSTER, version: "1.34.5+rke2r1" };

function upgrade(to: string, cluster: ClusterSpec) {
  return (bench: Bench) =>
    operating(bench, "upgrade", {
      params: { to, artefacts: NEXT },
      document: documentOf(cluster),
      distribution: cluster.distribution,
    });
}

const UPGRADES: Readonly<Record<string, Row>> = {
  "K3s with SQLite is upgraded": {
    form: async () => {
      const { version } = K3S_OLD;
      const bench = await createBench({ document: documentOf(K3S_OLD), version });
      return formed(bench, artefactFiles("1.35.3+k3s1"));
    },
    operate: upgrade("1.35.3+k3s1", K3S_OLD),
    sentence: "K3s 1.35.3, one node, Ready",
    fewest: 60,
    strides: { usual: 80, many: 8 },
  },
  "RKE2 is upgraded": {
    form: async () => {
      const bench = await createRke2Bench(RKE2_OLD, { version: "1.34.5+rke2r1" });
      return formed(bench, rke2Artefacts("1.35.3+rke2r1"));
    },
    operate: upgrade("1.35.3+rke2r1", RKE2_OLD),
    sentence: "RKE2 1.35.3, one node, Ready",
    fewest: 80,
    strides: { usual: 120, many: 12 },
  },
};

const ETCD: ClusterSpec = { ...CLUSTER, native: { datastore: "etcd" } };

const WORKER_OLD = "1.34.5+k3s1";
const WORKER_NEXT = { version: "1.35.3+k3s1", folder: NEXT };

/** Beside a server that was upgraded before it. */
function workers(): Row {
  const { given, joining } = createServerSite("k3s", WORKER_OLD);
  return {
    async form() {
      const site = createServerSite("k3s", WORKER_OLD);
      const server = await formed(await site.machine(1), {});
      const worker = await site.machine(2, site.joining("worker"), site.tokenOf(server));
      await formed(worker, {});
      for (const bench of [server, worker]) site.putRelease(bench, WORKER_NEXT);
      const params = { to: WORKER_NEXT.version, artefacts: NEXT };
      const { state, message } = await operating(server, "upgrade", {
        ...site.given(1),
        params,
      }).run();
      assert.equal(state, "succeeded", message);
      return worker;
    },
    operate: (bench) =>
      operating(bench, "upgrade", {
        ...given(2, joining("worker")),
        params: { to: WORKER_NEXT.version, artefacts: NEXT },
      }),
    sentence: "K3s 1.35.3, this node, seen by itself, Ready",
    fewest: 40,
    strides: { usual: 50, many: 3 },
  };
}

async function saved(bench: Bench, cluster: ClusterSpec): Promise<Bench> {
  await formed(bench, {});
  const given = { document: documentOf(cluster), distribution: cluster.distribution };
  const state = await operating(bench, "snapshot", { params: { name: "before" }, ...given }).run();
  assert.equal(state.state, "succeeded", state.message);
  await up(bench);
  return bench;
}

function restore(cluster: ClusterSpec) {
  return (bench: Bench) =>
    operating(bench, "restore", {
      params: { from: "/var/lib/rancher/bringup-snapshots/rack12/before" },
      document: documentOf(cluster),
      distribution: cluster.distribution,
    });
}

const RESTORES: Readonly<Record<string, Row>> = {
  "K3s with SQLite is restored": {
    form: async () => saved(await createBench(), CLUSTER),
    operate: restore(CLUSTER),
    sentence: "K3s 1.35.3, one node, Ready",
    fewest: 40,
    strides: { usual: 80, many: 8 },
  },
  "K3s with etcd is restored": {
    form: async () => saved(await createBench({ document: documentOf(ETCD) }), ETCD),
    operate: restore(ETCD),
    sentence: "K3s 1.35.3, one node, Ready",
    fewest: 40,
    strides: { usual: 80, many: 8 },
  },
  "RKE2 is restored": {
    form: async () => saved(await createRke2Bench(), RKE2_CLUSTER),
    operate: restore(RKE2_CLUSTER),
    sentence: "RKE2 1.35.3, one node, Ready",
    fewest: 40,
    strides: { usual: 120, many: 9 },
  },
};

function renewed(make: () => Promise<Bench>, cluster: ClusterSpec): Pick<Row, "form" | "operate"> {
  return {
    form: async () => {
      const bench = await formed(await make(), {});
      bench.host.manualClock?.advance(30 * 86_400_000);
      return bench;
    },
    operate: (bench) =>
      operating(bench, "renew-certificates", {
        ...{ params: {}, document: documentOf(cluster) },
        distribution: cluster.distribution,
      }),
  };
}

const RENEWALS: Readonly<Record<string, Row>> = {
  "certificates of K3s are renewed": {
    ...renewed(() => createBench(), CLUSTER),
    sentence: "K3s 1.35.3, one node, Ready",
    fewest: 40,
    strides: { usual: 80, many: 8 },
  },
  "certificates of RKE2 are renewed": {
    ...renewed(() => createRke2Bench(), RKE2_CLUSTER),
    sentence: "RKE2 1.35.3, one node, Ready",
    fewest: 40,
    strides: { usual: 120, many: 9 },
  },
};

async function runWithCutAt(cutAt: number, { form, operate }: Row) {
  const bench = await form();
  const { host, journal } = bench;
  const operation = operate(bench);
  const points = await withCutAt(cutAt, {
    bench,
    async begin() {
      await up(bench);
      await operation.run();
    },
    booted: () => applyKernelSettings(host),
    async goOn(runId) {
      // What is enabled was started before us.
      await host.clock.sleep(1);
      await operation.goOn(runId);
    },
  });
  return {
    points,
    ended: {
      sentence: await up(bench),
      stops: journal.all.flatMap((record) => (record.type === "run-paused" ? [record.why] : [])),
      ends: journal.all.filter(({ type }) => type === "run-ended").length,
      files: host
        .paths()
        .filter((path) => !CHANGING.test(path))
        .map((path) => [path, host.text(path)]),
    },
  };
}

/** After a boot it comes up by itself; nobody plans an operation before. */
async function up({ host, look }: Bench): Promise<string> {
  for (let seconds = 0; seconds < 60; seconds++) {
    const { title, healthy } = summarizeCluster(await look());
    if (healthy) return title;
    await host.clock.sleep(1000);
  }
  return summarizeCluster(await look()).title;
}

for (const [name, row] of Object.entries({
  ...UPGRADES,
  "a worker is upgraded": workers(),
  ...RESTORES,
  ...RENEWALS,
}))
  test(`wherever the power goes while ${name}, the run ends once, with the same node`, async () => {
    const whole = await runWithCutAt(0, row);
    assert.equal(whole.ended.sentence, row.sentence);
    assert.ok(whole.points > row.fewest, `only ${whole.points} points were found`);
    for (const cutAt of someOf(whole.points, row.strides)) {
      const { ended } = await runWithCutAt(cutAt, row);
      assert.deepEqual(ended, whole.ended, `cut at point ${cutAt} of ${whole.points}`);
    }
  });
