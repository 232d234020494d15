import assert from "node:assert/strict";
import { test } from "node:test";
import { approveRun, driveRun } from "../../src/engine/index.ts";
import { summarizeCluster } from "../../src/status/index.ts";
import { createCanonicalBench } from "../support/canonical-bench.ts";
import { type Bench, createBench } from "../support/k3s-bench.ts";
import { createKubeadmBench } from "../support/kubeadm-bench.ts";
import { applyKernelSettings, someOf, withCutAt } from "../support/power-cuts.ts";
import { createRke2Bench, RKE2_CLUSTER } from "../support/rke2-bench.ts";
import { createServerSite } from "../support/server-site.ts";

const ACTOR = { user: "ada", from: "tty1" };

interface Row {
  readonly create: () => Promise<Bench>;
  readonly sentence: string;
  /** Keys and objects differ with every start of a cluster, and a boot loads the kernel's settings. */
  readonly madeByTheService: RegExp;
  /** A run of many steps takes its time: of them CI takes a part too. */
  readonly strides: { readonly usual: number; readonly many: number };
  readonly booted?: (host: Bench["host"]) => Promise<void>;
}

const ROWS: Readonly<Record<string, Row>> = {
  K3s: {
    create: createBench,
    sentence: "K3s 1.35.3, one node, Ready",
    madeByTheService:
      /^\/(proc|sys|var\/lib\/rancher\/k3s\/(server\/(tls|db|token)|bringup-cluster)|etc\/rancher\/(node|k3s\/k3s\.yaml))/,
    strides: { usual: 30, many: 1 },
  },
  "a second server of K3s": {
    create: () => joiner("k3s"),
    sentence: "K3s 1.35.3, 2 nodes, Ready",
    madeByTheService:
      /^\/(proc|sys|var\/lib\/rancher\/k3s\/(server\/(tls|db|token)|bringup-cluster)|etc\/rancher\/(node|k3s\/(k3s\.yaml|join-token)))/,
    strides: { usual: 400, many: 20 },
  },
  "a worker of RKE2": {
    create: () => joiner("rke2", "worker"),
    sentence: "RKE2 1.35.3, this node, seen by itself, Ready",
    madeByTheService:
      /^\/(proc|sys|var\/lib\/rancher\/rke2\/(agent|bringup-cluster)|etc\/rancher\/(node|rke2\/join-token))/,
    strides: { usual: 400, many: 20 },
  },
  RKE2: {
    create: () => createRke2Bench({ ...RKE2_CLUSTER, hardening: "cis" }),
    sentence: "RKE2 1.35.3, one node, Ready",
    madeByTheService:
      /^\/(proc|sys|var\/lib\/rancher\/rke2\/(server\/(tls|db|token)|bringup-cluster)|etc\/rancher\/(node|rke2\/rke2\.yaml))/,
    strides: { usual: 80, many: 8 },
    booted: applyKernelSettings,
  },
  kubeadm: {
    create: createKubeadmBench,
    sentence: "kubeadm (PXK-E) 1.36.2, one node, Ready",
    madeByTheService:
      /^\/(proc|sys|run|var\/lib\/(etcd|kubelet\/pki)|etc\/kubernetes\/(pki|[a-z-]+\.conf))/,
    strides: { usual: 180, many: 40 },
  },
  "Canonical Kubernetes": {
    create: createCanonicalBench,
    sentence: "Canonical Kubernetes 1.35.2, one node, Ready",
    madeByTheService:
      /^\/(proc|sys|run|var\/lib\/snapd|var\/snap\/k8s\/common\/var|etc\/kubernetes\/(pki|[a-z-]+\.conf|bringup-canonical-cluster))/,
    strides: { usual: 120, many: 16 },
  },
};

/** On a machine beside a server that is up. */
async function joiner(distribution: "k3s" | "rke2", role?: "worker"): Promise<Bench> {
  const site = createServerSite(distribution);
  const first = await site.machine(1);
  await first.run();
  return await site.machine(2, site.joining(role), site.tokenOf(first));
}

async function runWithCutAt(cutAt: number, { create, madeByTheService, booted }: Row) {
  const bench = await create();
  const { host, journal, parts, plan } = bench;
  const points = await withCutAt(cutAt, {
    bench,
    async begin() {
      const runId = approveRun(journal, { plan: await plan(), actor: ACTOR, documentText: "" });
      await driveRun(parts, runId).settled;
    },
    goOn: (runId) => driveRun(parts, runId).settled,
    ...(booted === undefined ? {} : { booted: () => booted(host) }),
  });
  const ended = {
    sentence: await sentenceOnceUp(bench),
    ends: journal.all.filter(({ type }) => type === "run-ended").length,
    files: host
      .paths()
      .filter((path) => !madeByTheService.test(path))
      .map((path) => [path, host.text(path)]),
  };
  return { points, ended };
}

/** After a cut behind the last record the node comes up by itself, as at every boot. */
async function sentenceOnceUp({ host, look }: Bench): Promise<string> {
  for (let seconds = 0; seconds < 60; seconds++) {
    const { title, healthy } = summarizeCluster(await look());
    if (healthy) return title;
    await host.clock.sleep(1000);
  }
  return summarizeCluster(await look()).title;
}

for (const [name, row] of Object.entries(ROWS))
  test(`wherever the power goes while ${name} is set up, the run ends once, with the same Ready node`, async () => {
    const whole = await runWithCutAt(0, row);
    assert.equal(whole.ended.sentence, row.sentence);
    assert.ok(whole.points > 150, `only ${whole.points} points were found`);
    for (const cutAt of someOf(whole.points, row.strides)) {
      const { ended } = await runWithCutAt(cutAt, row);
      assert.deepEqual(ended, whole.ended, `cut at point ${cutAt} of ${whole.points}`);
    }
  });
