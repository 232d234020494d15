import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { ClusterFacts, ClusterObservation } from "../../src/distributions/index.ts";
import { kubeadm } from "../../src/distributions/kubeadm/index.ts";
import { ABSENT, known, type Step, unknown } from "../../src/engine/index.ts";
import { computeNoProxy } from "../../src/proxy/index.ts";
import type { ClusterSpec, EdgeHost } from "../../src/spec/index.ts";
import { maskTemplate, renderEnv } from "../../src/steps/index.ts";

const GOLDEN = join(import.meta.dirname, "..", "golden", "render", "kubeadm");

const OLDEST: ClusterSpec = {
  name: "old",
  distribution: "kubeadm",
  version: "1.27.16",
  artefacts: "/opt/artefacts",
  native: { containerdVersion: "1.7.28" },
};
/** The last one of the older form of kubeadm's configuration, and the first of the newer. */
const LAST_V1BETA3: ClusterSpec = { ...OLDEST, name: "last", version: "1.30.14" };
const FIRST_V1BETA4: ClusterSpec = { ...OLDEST, name: "first", version: "1.31.14", native: {} };
const NEWEST: ClusterSpec = { ...OLDEST, name: "new", version: "1.36.2", native: {} };

const EVERYTHING: Partial<ClusterSpec> = {
  cni: "calico",
  podCidr: "10.52.0.0/16",
  serviceCidr: "10.53.0.0/16",
  domain: "edge.example",
  vip: "10.10.216.100",
  labels: { site: "north", rack: "12" },
  taints: ["dedicated=edge:NoSchedule"],
};
const ARGUMENTS = {
  tlsSans: ["api.edge.example"],
  kubeletArgs: ["max-pods=60"],
  kubeApiserverArgs: ["event-ttl=2h"],
};

/** One golden file for each: every file the plan writes, secrets as placeholders. */
const CASES: Readonly<
  Record<string, { cluster: ClusterSpec; spec?: Partial<EdgeHost["spec"]>; kairos?: true }>
> = {
  oldest: { cluster: OLDEST },
  "oldest-everything": {
    cluster: { ...OLDEST, ...EVERYTHING, native: { ...OLDEST.native, ...ARGUMENTS } },
  },
  "oldest-cis": { cluster: { ...OLDEST, hardening: "cis" } },
  "last-v1beta3": { cluster: LAST_V1BETA3 },
  "first-v1beta4": { cluster: FIRST_V1BETA4 },
  newest: { cluster: NEWEST },
  "newest-everything": { cluster: { ...NEWEST, ...EVERYTHING, native: ARGUMENTS } },
  "newest-cis": { cluster: { ...NEWEST, hardening: "cis" } },
  "newest-host-containerd": { cluster: { ...NEWEST, native: { containerd: "host" } } },
  "newest-proxy": {
    cluster: { ...NEWEST, vip: "10.10.216.100" },
    spec: {
      proxy: {
        http: "http://proxy.example.net:3128",
        https: "http://proxy.example.net:3128",
        username: "edge user",
        password: { secret: "proxy" },
        noProxy: [".example.net"],
      },
      checks: { waivers: [{ id: "hardware.memory", reason: "a small one" }] },
    },
  },
  "newest-registries": {
    cluster: {
      ...NEWEST,
      registries: [
        {
          host: "docker.io",
          endpoints: ["https://registry.lan:5000", "https://mirror.lan"],
          username: "edge",
          password: { secret: "registry.lan" },
          ca: "/etc/ssl/certs/site.pem",
        },
        { host: "*", endpoints: ["http://registry.lan:5001"] },
      ],
    },
  },
  "newest-kairos": { cluster: NEWEST, kairos: true },
};

for (const [name, { cluster, spec, kairos }] of Object.entries(CASES))
  test(`the files of ${name} are as reviewed`, () => {
    const steps = planned(cluster, spec ?? {}, kairos ?? false);
    matchesGolden(name, steps.flatMap(textOf).join("\n"));
  });

test("no secret and no keyed digest stands in a rendered file", () => {
  for (const { cluster, spec } of Object.values(CASES))
    for (const step of planned(cluster, spec ?? {}, false))
      assert.doesNotMatch(JSON.stringify(step.params), /digest-of-/);
});

function documentOf(cluster: ClusterSpec, spec: Partial<EdgeHost["spec"]>): EdgeHost {
  return {
    apiVersion: "bringup/v1alpha1",
    kind: "EdgeHost",
    spec: { host: { hostname: "rack12-edge1" }, ...spec, cluster },
  };
}

function artefactsFor(cluster: ClusterSpec) {
  return known(
    kubeadm.artefactNames(cluster, "amd64").map((file) => ({
      name: file,
      path: `/opt/artefacts/${file}`,
      sizeBytes: 1000,
      sha256: "ab".repeat(32),
    })),
  );
}

function planned(cluster: ClusterSpec, spec: Partial<EdgeHost["spec"]>, isKairos: boolean) {
  const { steps, blocked } = kubeadm.plan({
    document: documentOf(cluster, spec),
    cluster,
    seen: NOTHING_SEEN,
    facts: { ...FACTS, artefacts: artefactsFor(cluster), isKairos },
  });
  assert.deepEqual(blocked, []);
  return steps;
}

const NOTHING_SEEN: ClusterObservation = {
  distribution: "kubeadm",
  atMs: 0,
  ownership: ABSENT,
  installed: ABSENT,
  unit: ABSENT,
  api: ABSENT,
  nodes: ABSENT,
  pods: ABSENT,
  certificateEndsMs: ABSENT,
};

const FACTS: ClusterFacts = {
  architecture: "amd64",
  hostname: "rack12-edge1",
  nodeAddress: known({ address: "10.10.216.81", prefix: 24, interface: "eth0" }),
  noProxy: computeNoProxy({
    cluster: {
      domain: "cluster.local",
      podCidr: "10.244.0.0/16",
      serviceCidr: "10.96.0.0/12",
      vip: "10.10.216.100",
    },
    interfaces: [{ interface: "eth0", address: "10.10.216.81", prefix: 24 }],
    nodes: [{ address: "10.10.216.81", reason: "this node" }],
    registries: [],
    own: [".example.net"],
  }),
  subnets: ["10.10.216.0/24", "2001:db8::/64"],
  artefacts: known([]),
  artefactProblems: [],
  artefactVersion: unknown("not run in this test"),
  freeBytes: known(1e12),
  isKairos: false,
  secretDigest: (secret) => `digest-of-${secret}`,
};

/** The order of the plan, and the content of each file it writes. */
function textOf(step: Step): readonly string[] {
  const params = step.params as {
    readonly path?: string;
    readonly template?: string;
    readonly vars?: Readonly<Record<string, string>>;
    readonly mode?: number;
    readonly values?: Readonly<Record<string, string>>;
  };
  const head = `## ${step.id}: ${step.title} [${step.impact}, undo ${step.undo}]`;
  if (params.values !== undefined)
    return [head, ...Object.entries(params.values).map(([key, value]) => `${key} = ${value}`)];
  const template = params.vars === undefined ? params.template : renderEnv(params.vars);
  if (template === undefined || params.path === undefined) return [head];
  assert.doesNotMatch(maskTemplate(template), /secret:/);
  return [`${head} ${params.path} 0${params.mode?.toString(8)}`, template];
}

/** `UPDATE_GOLDEN=1` writes them anew; a missing one fails. */
function matchesGolden(name: string, text: string): void {
  const path = join(GOLDEN, `${name}.txt`);
  if (process.env.UPDATE_GOLDEN === "1") {
    mkdirSync(GOLDEN, { recursive: true });
    writeFileSync(path, text);
  }
  assert.ok(existsSync(path), `${path} is missing: run with UPDATE_GOLDEN=1 and review it`);
  assert.equal(text, readFileSync(path, "utf8"));
}
