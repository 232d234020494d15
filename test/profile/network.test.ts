import assert from "node:assert/strict";
import { test } from "node:test";
import { FLANNEL } from "../../src/distributions/stand-in/manifests.ts";
import { knownValue } from "../../src/engine/index.ts";
import { kubeGet, parseKubeconfig } from "../../src/kube/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import {
  type Bench,
  type BenchOptions,
  CLUSTER,
  createBench,
  documentOf,
} from "../support/k3s-bench.ts";
import { createKubeadmBench, CLUSTER as KUBEADM_CLUSTER } from "../support/kubeadm-bench.ts";
import { createRke2Bench, RKE2_CLUSTER } from "../support/rke2-bench.ts";

const FOLDER = "/opt/bringup/profiles/network";
const profileFor = (distribution: string, version: string) => `apiVersion: bringup/v1alpha1
kind: ClusterProfile
name: network
version: "1.0.0"
layers:
  - { name: ${distribution}, kind: kubernetes, version: "${version}" }
  - name: flannel
    kind: cni
    version: "0.27.4"
    manifests: [flannel.yaml]
    readiness:
      - { kind: DaemonSet, namespace: kube-flannel, name: kube-flannel-ds }
      - { kind: Node, name: rack12-edge1, condition: Ready }
`;

interface Made {
  readonly cluster: ClusterSpec;
  make(cluster: ClusterSpec, options?: BenchOptions): Promise<Bench>;
  readonly kubeconfig: string;
}

const MADE: Readonly<Record<string, Made>> = {
  k3s: {
    cluster: CLUSTER,
    make: (cluster, options) => createBench({ document: documentOf(cluster), ...options }),
    kubeconfig: "/etc/rancher/k3s/k3s.yaml",
  },
  rke2: {
    cluster: RKE2_CLUSTER,
    make: (cluster, options) => createRke2Bench(cluster, options),
    kubeconfig: "/etc/rancher/rke2/rke2.yaml",
  },
  kubeadm: {
    cluster: KUBEADM_CLUSTER,
    make: (cluster, options) => createKubeadmBench({ document: documentOf(cluster), ...options }),
    kubeconfig: "/etc/kubernetes/admin.conf",
  },
};

for (const [distribution, { cluster, make, kubeconfig }] of Object.entries(MADE)) {
  test(`${distribution}: a profile brings the network where the distribution brings none, with the pods' network of this cluster`, async () => {
    const asked = { cni: "none", podCidr: "10.66.0.0/16", profile: { path: FOLDER } } as const;
    const [minor = ""] = /^1\.\d+/.exec(cluster.version) ?? [];
    const files = {
      [`${FOLDER}/profile.yaml`]: profileFor(distribution, minor),
      [`${FOLDER}/flannel.yaml`]: FLANNEL,
    };
    const bench = await make({ ...cluster, ...asked }, { files });
    const state = await bench.run();
    assert.equal(state.state, "succeeded", state.message);
    const [node] = knownValue((await bench.look()).cluster.nodes) ?? [];
    assert.equal(node?.ready, "True");
    const access = parseKubeconfig((await bench.host.files.readText(kubeconfig)) ?? "");
    assert.ok(access !== undefined);
    const path = "/api/v1/namespaces/kube-flannel/configmaps/kube-flannel-cfg";
    const config = await kubeGet(bench.host, access, path);
    assert.match(config.is === "ok" ? config.text : "", /10\.66\.0\.0\/16/);
    assert.deepEqual((await bench.plan()).steps, []);
  });

  test(`${distribution}: without any network the cluster is formed, its node waits for one, and that is said`, async () => {
    const bench = await make({ ...cluster, cni: "none" });
    const { skipped } = await bench.plan();
    const said = skipped.find(({ title }) => title === "Wait for the node to be Ready");
    assert.match(said?.reason ?? "", /cni is none/);
    const state = await bench.run();
    assert.equal(state.state, "succeeded", state.message);
    const { nodes, ownership } = (await bench.look()).cluster;
    const [node] = knownValue(nodes) ?? [];
    assert.match(node?.message ?? "", /cni plugin not initialized/);
    assert.equal(ownership?.is === "known" && ownership.value.committed, true);
  });
}
