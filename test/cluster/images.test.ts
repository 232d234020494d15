import assert from "node:assert/strict";
import { test } from "node:test";
import { zstdCompressSync } from "node:zlib";
import { planCluster } from "../../src/cluster/index.ts";
import { tarOf } from "../../src/distributions/stand-in/tar.ts";
import { digestOf } from "../../src/engine/index.ts";
import { ARTEFACTS, INVENTORY } from "../support/k3s-bench.ts";
import { createKubeadmBench, documentOf } from "../support/kubeadm-bench.ts";

import { createServerSite } from "../support/server-site.ts";

const signal = new AbortController().signal;

test("an archive that lacks an image of the version is named before anything starts, with the image", async () => {
  const { host } = await createKubeadmBench();
  const document = documentOf();
  const plan = (wanted = document) =>
    planCluster({
      ...{ host, document: wanted, inventory: INVENTORY, signal },
      secretDigest: () => undefined,
    });
  assert.deepEqual((await plan()).blocked, []);
  const { cluster } = document.spec;
  assert.ok(cluster);
  const pauseImage = "registry.example.net/pause:9";
  const native = { ...cluster.native, pauseImage };
  const { steps, blocked } = await plan({
    ...document,
    spec: { ...document.spec, cluster: { ...cluster, native } },
  });
  assert.deepEqual(steps, []);
  assert.deepEqual(
    blocked.map(({ code }) => code),
    ["IMAGE_MISSING"],
  );
  assert.match(
    blocked[0]?.message ?? "",
    /kubernetes-images-amd64\.tar does not hold registry\.example\.net\/pause:9$/,
  );
});

const SUMS = `${ARTEFACTS}/sha256sum-amd64.txt`;
const packed = (images: readonly string[]) => {
  const list = images.map((image) => ({ RepoTags: [image], Layers: [] }));
  return zstdCompressSync(tarOf({ "manifest.json": JSON.stringify(list) }));
};
const RKE2_CORE = [
  ...[
    "hardened-kubernetes:v1.35.3",
    "hardened-etcd:v3.6",
    "hardened-coredns:v1",
    "klipper-helm:v1",
  ],
  ...["mirrored-pause:3.6", "rke2-cloud-provider:v1.35"],
].map((image) => `docker.io/rancher/${image}`);

const PACKED: readonly [
  string,
  "k3s" | "rke2",
  Readonly<Record<string, string | Uint8Array>>,
  readonly string[],
][] = [
  [
    "K3s without the image of every pod",
    "k3s",
    { "k3s-airgap-images-amd64.tar.zst": packed(["rancher/mirrored-coredns-coredns:1.12.3"]) },
    ["k3s-airgap-images-amd64.tar.zst does not hold rancher/mirrored-pause"],
  ],
  [
    "K3s with its published list, which names one more",
    "k3s",
    { "k3s-images.txt": "docker.io/rancher/mirrored-pause:3.6\ndocker.io/rancher/klipper-lb:v0\n" },
    ["k3s-airgap-images-amd64.tar.zst does not hold rancher/klipper-lb:v0"],
  ],
  [
    "RKE2 with the images of another release",
    "rke2",
    {
      "rke2-images-core.linux-amd64.tar.zst": packed([
        ...RKE2_CORE,
        "docker.io/rancher/rke2-runtime:v1.34.1-rke2r1",
      ]),
    },
    ["rke2-images-core.linux-amd64.tar.zst does not hold rancher/rke2-runtime:v1.35.3-rke2r1"],
  ],
  [
    "RKE2 with another network than it is told",
    "rke2",
    { "rke2-images-canal.linux-amd64.tar.zst": packed(["rancher/mirrored-cilium-cilium:v1"]) },
    [
      "rke2-images-canal.linux-amd64.tar.zst does not hold rancher/hardened-calico",
      "rke2-images-canal.linux-amd64.tar.zst does not hold rancher/hardened-flannel",
    ],
  ],
  [
    "K3s whose archive is cut off",
    "k3s",
    { "k3s-airgap-images-amd64.tar.zst": packed(["a"]).subarray(0, -8) },
    [
      "k3s-airgap-images-amd64.tar.zst: the archive cannot be read to its end: it ends in the middle",
    ],
  ],
];

for (const [title, distribution, files, wanted] of PACKED)
  test(`packed archives are compared too, and nothing is begun: ${title}`, async () => {
    const { host, plan } = await createServerSite(distribution).machine(1, {});
    let sums = host.text(SUMS) ?? "";
    for (const [name, content] of Object.entries(files)) {
      const others = sums.split("\n").filter((line) => !line.endsWith(`  ${name}`));
      sums = `${digestOf(content)}  ${name}\n${others.join("\n")}`;
      host.put(`${ARTEFACTS}/${name}`, { content });
    }
    host.put(SUMS, sums);
    const { steps, blocked } = await plan();
    assert.deepEqual(
      [steps.length, blocked.map(({ message }) => message.replace(`${ARTEFACTS}/`, ""))],
      [0, wanted],
    );
  });
