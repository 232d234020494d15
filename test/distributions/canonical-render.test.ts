import assert from "node:assert/strict";
import { test } from "node:test";
import { canonical } from "../../src/distributions/canonical/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import {
  DOCKER_MIRROR,
  MIRROR_OF_ALL,
  plannedSteps,
  type RenderCase,
  renderContract,
  SITE_PROXY,
} from "../contract/render.ts";

/** Of the time before managed etcd: the same file would give another datastore three patches later. */
const OLDEST: ClusterSpec = {
  name: "old",
  distribution: "canonical",
  version: "1.32.3",
  artefacts: "/opt/artefacts",
};
const FIRST_ETCD: ClusterSpec = { ...OLDEST, name: "first", version: "1.32.8" };
const LAST_DQLITE: ClusterSpec = {
  ...OLDEST,
  ...{ name: "last", version: "1.35.2", native: { datastore: "k8s-dqlite" } },
};
const NEWEST: ClusterSpec = { ...OLDEST, name: "new", version: "1.36.1" };

const EVERYTHING: Partial<ClusterSpec> = {
  podCidr: "10.52.0.0/16",
  serviceCidr: "10.53.0.0/16",
  domain: "edge.example",
  vip: "10.10.216.100",
  labels: { site: "north", rack: "12" },
  taints: ["dedicated=edge:NoSchedule"],
  runsApplications: false,
  native: {
    revisions: { k8s: 5432, base: 2133, snapd: 25577 },
    features: {
      dns: true,
      ingress: true,
      gateway: true,
      loadBalancer: true,
      localStorage: true,
      metricsServer: true,
    },
    loadBalancerCidrs: ["10.10.216.200-10.10.216.210"],
    tlsSans: ["api.edge.example"],
    kubeletArgs: ["max-pods=60"],
    kubeApiserverArgs: ["event-ttl=2h"],
  },
};

const CASES: Readonly<Record<string, RenderCase>> = {
  "oldest-dqlite": { cluster: OLDEST },
  "oldest-everything": { cluster: { ...OLDEST, ...EVERYTHING } },
  "first-etcd": { cluster: FIRST_ETCD },
  "last-dqlite": { cluster: LAST_DQLITE },
  newest: { cluster: NEWEST },
  "newest-everything": { cluster: { ...NEWEST, ...EVERYTHING } },
  "newest-cis": { cluster: { ...NEWEST, hardening: "cis" } },
  "newest-calico": { cluster: { ...NEWEST, cni: "calico", native: { images: "registry" } } },
  "joins-as-control-plane": {
    cluster: {
      ...{ ...NEWEST, ...EVERYTHING, hardening: "cis" },
      ...{ role: "control-plane", join: { server: "10.10.216.80", token: { secret: "join" } } },
    },
  },
  "joins-as-worker": {
    cluster: {
      ...{ ...NEWEST, labels: { site: "north" }, role: "worker" },
      join: { server: "10.10.216.80:6400", token: { secret: "join" } },
    },
  },
  "newest-proxy-and-registries": {
    cluster: { ...NEWEST, registries: [DOCKER_MIRROR, MIRROR_OF_ALL] },
    spec: { proxy: SITE_PROXY },
  },
};

renderContract(canonical, CASES);

test("all seven features and the datastore are always written, whatever is asked", () => {
  for (const one of Object.values(CASES)) {
    if (one.cluster.join !== undefined) continue;
    const steps = plannedSteps(canonical, one).filter(({ id }) => id === "canonical.bootstrap");
    const [config = ""] = steps.map(({ params }) => (params as { config: string }).config);
    assert.equal(config.match(/^ {4}enabled: (true|false)$/gm)?.length, 7);
    assert.match(config, /^datastore-type: (etcd|k8s-dqlite)$/m);
  }
});

const PROBLEMS: readonly (readonly [string, Partial<ClusterSpec>, string])[] = [
  ["etcd before it came", { version: "1.32.3", native: { datastore: "etcd" } }, "error"],
  ["k8s-dqlite after it went", { version: "1.36.1", native: { datastore: "k8s-dqlite" } }, "error"],
  ["k8s-dqlite at its end", { version: "1.35.2", native: { datastore: "k8s-dqlite" } }, "warning"],
  ["a release with other keys", { version: "1.31.9" }, "error"],
  ["a network nobody brings", { cni: "canal" }, "error"],
  [
    "a login to a registry",
    { registries: [{ host: "*", endpoints: ["https://r.lan"], username: "edge" }] },
    "error",
  ],
];

for (const [title, wish, severity] of PROBLEMS)
  test(`said before anything is planned: ${title}`, () => {
    const problems = canonical.validate({ ...NEWEST, ...wish });
    assert.deepEqual(
      problems.map((problem) => problem.severity),
      [severity],
    );
  });
