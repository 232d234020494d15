import assert from "node:assert/strict";
import { test } from "node:test";
import { observeProfileLayers } from "../../src/cluster/index.ts";
import { driveRun } from "../../src/engine/index.ts";
import { kubeApply, kubeGet, parseKubeconfig } from "../../src/kube/index.ts";
import {
  findProfiles,
  type LayerView,
  layerViews,
  observeLayers,
  profileConditions,
  readProfile,
} from "../../src/profile/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import { type Bench, benchOn, CLUSTER, createBench, documentOf } from "../support/k3s-bench.ts";
import { someOf, withCutAt } from "../support/power-cuts.ts";
import { METRICS, PROFILE, profileFiles } from "./folder.ts";

const FOLDER = "/opt/bringup/content/site";
const KUBECONFIG = "/etc/rancher/k3s/k3s.yaml";
const signal = new AbortController().signal;

/** Without the sensitive variable: the bench keeps no secrets. */
const PLAIN = PROFILE.replace(
  "  - { name: till-key, sensitive: true }\n",
  "  - { name: till-key }\n",
);

const cluster = (more: Partial<ClusterSpec> = {}): ClusterSpec => ({
  ...CLUSTER,
  profile: { path: FOLDER, variables: { registry: "registry.example.net" } },
  ...more,
});

function benchWith(files: Readonly<Record<string, string>> = {}, more: Partial<ClusterSpec> = {}) {
  return createBench({
    document: documentOf(cluster(more)),
    files: profileFiles(FOLDER, { "profile.yaml": PLAIN, ...files }),
  });
}

async function layersOf({ host }: Bench): Promise<readonly (readonly [string, string, string])[]> {
  const read = await readProfile(host, FOLDER);
  assert.ok(read.is === "read");
  const seen = await observeLayers(host, KUBECONFIG, signal);
  return layerViews({ layers: read.profile.layers, seen }).map(
    ({ name, state, why }: LayerView) => [name, state, why] as const,
  );
}

async function conditionsIn({ host }: Bench) {
  const [found] = await findProfiles(host, FOLDER);
  assert.ok(found !== undefined);
  const seen = await observeProfileLayers(host, cluster(), signal);
  return profileConditions({ layers: found.layers, seen }).map(
    ({ type, status, message }) => [type, status, message] as const,
  );
}

async function accessIn({ host }: Bench) {
  const access = parseKubeconfig((await host.files.readText(KUBECONFIG)) ?? "");
  assert.ok(access !== undefined);
  return access;
}

test("a profile on a host without a cluster yet is not applied, and nobody is told otherwise", async () => {
  assert.deepEqual(await conditionsIn(await benchWith()), [
    ["MetricsServerLayerReady", "False", "there is no cluster yet"],
    ["ShopLayerReady", "False", "there is no cluster yet"],
    ["AddonsReady", "False", "layer metrics-server: there is no cluster yet, and 1 more"],
  ]);
});

test("the layers follow the commit in order, each applied and then waited for", async () => {
  const { steps, blocked } = await (await benchWith()).plan();
  assert.deepEqual(blocked, []);
  const ids = steps.map(({ id }) => id);
  assert.deepEqual(ids.slice(ids.indexOf("cluster.commit")), [
    "cluster.commit",
    "k3s.founded",
    "profile.apply-metrics-server",
    "profile.ready-metrics-server",
    "profile.apply-shop",
    "profile.ready-shop",
  ]);
});

test("carried out, every layer is ready, and planned again nothing is left to do", async () => {
  const bench = await benchWith();
  const state = await bench.run();
  assert.equal(state.state, "succeeded", state.message);
  assert.deepEqual(await layersOf(bench), [
    ["k3s", "given", "part of the host"],
    ["metrics-server", "ready", "2 objects as applied"],
    ["shop", "ready", "6 objects as applied"],
  ]);
  assert.deepEqual(await conditionsIn(bench), [
    ["MetricsServerLayerReady", "True", "2 objects as applied"],
    ["ShopLayerReady", "True", "6 objects as applied"],
    ["AddonsReady", "True", "2 layers are ready"],
  ]);
  const again = await bench.plan();
  assert.deepEqual(
    again.steps.map(({ id }) => id),
    [],
  );
  const access = await accessIn(bench);
  const shop = await kubeGet(bench.host, access, "/apis/apps/v1/namespaces/shop/deployments/shop");
  assert.match(
    shop.is === "ok" ? shop.text : "",
    /"replicas":2.*registry\.example\.net\/shop:1.*--size=small/,
  );
});

test("what somebody else changes is seen, named, and put back only when a person asks", async () => {
  const bench = await benchWith();
  await bench.run();
  const access = await accessIn(bench);
  const path = "/apis/apps/v1/namespaces/shop/deployments/shop";
  const found = await kubeGet(bench.host, access, path);
  assert.ok(found.is === "ok");
  const object = JSON.parse(found.text);
  const { managedFields: _, ...metadata } = object.metadata;
  const edited = { ...object, metadata, spec: { ...object.spec, replicas: 9 } };
  await kubeApply(bench.host, access, { path, object: edited, manager: "somebody" });
  const [, , shop] = await layersOf(bench);
  assert.deepEqual(shop, ["shop", "changed", "Deployment shop/shop was changed by somebody else"]);
  const plan = await bench.plan();
  assert.deepEqual(
    plan.steps.map(({ id, onRequest }) => [id, onRequest]),
    [
      ["profile.apply-shop", true],
      ["profile.ready-shop", true],
    ],
  );
  assert.equal((await bench.run()).state, "succeeded");
  assert.deepEqual((await layersOf(bench))[2], ["shop", "ready", "6 objects as applied"]);
});

test("a value that changes applies the layers that ask for it, and no others", async () => {
  const bench = await benchWith();
  await bench.run();
  const other = await createBenchOn(bench, { greeting: "good morning" });
  assert.deepEqual(
    (await other.plan()).steps.map(({ id }) => id),
    ["profile.apply-shop", "profile.ready-shop"],
  );
});

test("what leaves the profile is named and stays", async () => {
  const bench = await benchWith();
  await bench.run();
  const shop = PLAIN.indexOf("  - name: shop");
  await bench.host.files.writeAtomic(
    `${FOLDER}/profile.yaml`,
    PLAIN.slice(0, shop) + PLAIN.slice(PLAIN.indexOf("variables:")),
    { mode: 0o644 },
  );
  const before = await bench.plan();
  assert.deepEqual(before.steps, []);
  assert.deepEqual(
    before.skipped.filter(({ title }) => title.startsWith("Remove")),
    [
      {
        title: "Remove layer shop",
        reason: "it left the profile: its 6 objects stay until somebody removes them",
      },
    ],
  );
  const account = METRICS.slice(METRICS.indexOf("---\n") + 4);
  await bench.host.files.writeAtomic(`${FOLDER}/metrics/server.yaml`, account, { mode: 0o644 });
  await bench.run();
  const after = await bench.plan();
  assert.deepEqual(
    after.skipped
      .filter(({ title }) => title.includes("metrics-server"))
      .map(({ reason }) => reason)[0],
    "these stay until somebody removes them: ServiceAccount kube-system/metrics-server",
  );
});

const REFUSED: readonly (readonly [
  string,
  Partial<ClusterSpec>,
  Readonly<Record<string, string>>,
  RegExp,
])[] = [
  [
    "another distribution",
    {},
    { "profile.yaml": PLAIN.replace("name: k3s", "name: rke2") },
    /for rke2, and the document asks for k3s/,
  ],
  [
    "another version",
    {},
    { "profile.yaml": PLAIN.replace('"1.35"', '"1.3"') },
    /for k3s 1\.3, and the document asks for 1\.35\.3/,
  ],
  [
    "a second network",
    {},
    { "profile.yaml": PLAIN.replace("kind: addon", "kind: cni") },
    /brings the network metrics-server, and k3s brings flannel/,
  ],
  [
    "another system",
    {},
    {
      "profile.yaml": PLAIN.replace(
        'name: k3s\n    kind: kubernetes\n    version: "1.35"',
        'name: ubuntu\n    kind: os\n    version: "24.04"',
      ),
    },
    /for ubuntu 24\.04, and this host has debian 13/,
  ],
  ["a missing value", { profile: { path: FOLDER } }, {}, /variables\.registry is required/],
  [
    "a folder without a profile",
    { profile: { path: "/opt/nothing" } },
    {},
    /\/opt\/nothing\/profile\.yaml is not there/,
  ],
  [
    "a file that is missing",
    {},
    { "profile.yaml": PLAIN.replace("server.yaml", "gone.yaml") },
    /metrics\/gone\.yaml is missing/,
  ],
];
for (const [title, more, files, expected] of REFUSED)
  test(`a profile with ${title} is refused before anything is done`, async () => {
    const { blocked } = await (await benchWith(files, more)).plan();
    assert.match(blocked.map(({ message }) => message).join("\n"), expected);
  });

/** The same host, with other values in the document. */
async function createBenchOn(bench: Bench, variables: Readonly<Record<string, string>>) {
  const profile = { path: FOLDER, variables: { registry: "registry.example.net", ...variables } };
  return benchOn(bench.host, documentOf(cluster({ profile })));
}

test("a power cut after the cluster was formed ends with every layer ready all the same", async () => {
  const cut = async (at: number) => {
    const bench = await benchWith();
    const points = await withCutAt(at, {
      bench,
      begin: () => bench.run(),
      goOn: (runId) => driveRun(bench.parts, runId).settled,
    });
    const layers = await layersOf(bench);
    assert.deepEqual(
      layers.map(([name, state]) => `${name} ${state}`),
      ["k3s given", "metrics-server ready", "shop ready"],
      `cut at ${at}`,
    );
    return points;
  };
  const points = await cut(0);
  // Those of the layers are the last ones: before them it is the cluster that is cut.
  const own = someOf(32, { usual: 11, many: 1 });
  for (const back of own) await cut(points - back);
});
