import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CALICO, FLANNEL } from "../../src/distributions/stand-in/manifests.ts";
import {
  nameOf,
  parseKubeconfig,
  parseManifest,
  readPods,
  stamped,
  withPodNetwork,
} from "../../src/kube/index.ts";

function objectsOf(text: string) {
  const manifest = parseManifest(text);
  assert.ok(manifest.is === "parsed", manifest.is === "bad" ? manifest.why : "");
  return manifest.objects;
}

test("objects are applied in an order in which each finds what it refers to", () => {
  assert.deepEqual(objectsOf(CALICO).map(nameOf), [
    "CustomResourceDefinition ippools.crd.projectcalico.org",
    "ServiceAccount kube-system/calico-node",
    "ConfigMap kube-system/calico-config",
    "ClusterRole calico-node",
    "ClusterRoleBinding calico-node",
    "PodDisruptionBudget kube-system/calico-kube-controllers",
    "DaemonSet kube-system/calico-node",
    "IPPool default-ipv4-ippool",
  ]);
});

const BAD: readonly [string, string, RegExp][] = [
  ["no YAML", "a: [", /^document 1: /],
  ["no object", "just: a map\n", /^document 1 is not a Kubernetes object$/],
  ["an object without a name", "apiVersion: v1\nkind: Pod\nmetadata: {}\n", /^document 1 is not/],
  ["nothing", "---\n---\n", /^it holds no objects$/],
];
for (const [title, text, why] of BAD)
  test(`a manifest with ${title} is refused`, () => {
    const manifest = parseManifest(text);
    assert.ok(manifest.is === "bad");
    assert.match(manifest.why, why);
  });

test("a List is unfolded, and an object that merely has items is not", () => {
  const list =
    "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: a}}\n";
  assert.deepEqual(objectsOf(list).map(nameOf), ["Secret a"]);
  const plain = "apiVersion: x/v1\nkind: Menu\nmetadata: {name: lunch}\nitems: [soup]\n";
  assert.deepEqual(objectsOf(plain).map(nameOf), ["Menu lunch"]);
});

test("the pod network of the cluster replaces the published one in Flannel", () => {
  const config = objectsOf(FLANNEL)
    .map((object) => withPodNetwork(object, "10.42.0.0/16"))
    .find(({ kind }) => kind === "ConfigMap");
  const data = config?.data as Record<string, string>;
  assert.equal(JSON.parse(data["net-conf.json"] ?? "").Network, "10.42.0.0/16");
  assert.ok(data["cni-conf.json"]?.includes("cbr0"));
});

test("the pod network of the cluster is told to Calico, and nothing else changes", () => {
  const before = objectsOf(CALICO);
  const after = before.map((object) => withPodNetwork(object, "10.42.0.0/16"));
  const changed = after.filter((object, index) => object !== before[index]);
  assert.deepEqual(changed.map(nameOf), [
    "DaemonSet kube-system/calico-node",
    "IPPool default-ipv4-ippool",
  ]);
  assert.match(JSON.stringify(changed[0]), /"CALICO_IPV4POOL_CIDR","value":"10\.42\.0\.0\/16"/);
});

const daemonSetIn = (text: string) =>
  objectsOf(text)
    .map((object) => withPodNetwork(object, "10.42.0.0/16"))
    .find(({ kind }) => kind === "DaemonSet");

test("Calico and Flannel go by the address of the node, not by the default route or a virtual one", () => {
  const calico = JSON.stringify(daemonSetIn(CALICO));
  assert.match(calico, /"IP_AUTODETECTION_METHOD","value":"kubernetes-internal-ip"/);
  const flannel = JSON.stringify(daemonSetIn(FLANNEL));
  assert.match(flannel, /"args":\[[^\]]*"--iface=\$\(NODE_IP\)"\]/);
  assert.match(
    flannel,
    /"name":"NODE_IP","valueFrom":\{"fieldRef":\{"fieldPath":"status.hostIP"\}\}/,
  );
});

test("a manifest that says itself which link to use is left as it is", () => {
  const own = FLANNEL.replace("--kube-subnet-mgr", "--iface=bond0");
  assert.notEqual(own, FLANNEL);
  assert.doesNotMatch(JSON.stringify(daemonSetIn(own)), /NODE_IP/);
});

test("the mark on an object changes with its content only", () => {
  const [first] = objectsOf("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nx: 1\n");
  const [same] = objectsOf("kind: Secret\nx: 1\nmetadata: {name: a}\napiVersion: v1\n");
  const [other] = objectsOf("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nx: 2\n");
  assert.ok(first && same && other);
  assert.deepEqual(stamped(first), stamped(same));
  assert.notDeepEqual(stamped(first).metadata.annotations, stamped(other).metadata.annotations);
});

test("an answer of another shape is called garbage, not an empty cluster", () => {
  const ok = (body: unknown) => readPods({ is: "ok", body, text: "", tookMs: 1 });
  assert.deepEqual(ok({ items: [] }), { is: "read", value: [], tookMs: 1 });
  const garbage = { is: "failed", why: "the API server did not answer with a list of pods" };
  for (const body of [undefined, null, {}, { items: 3 }, { items: [{ metadata: {} }] }, "<html>"])
    assert.deepEqual(ok(body), garbage);
});

test("resource versions beyond 2^53 are kept as they are written", () => {
  const text = '{"items":[{"metadata":{"name":"a","resourceVersion":"9007199254740993"}}]}';
  const read = readPods({ is: "ok", body: JSON.parse(text), text, tookMs: 1 });
  assert.equal(read.is === "read" && read.value[0]?.metadata.resourceVersion, "9007199254740993");
});

test("a kubeconfig that is none is not used", () => {
  for (const text of ["", "a: [", "clusters: []", readFileSync(import.meta.filename, "utf8")])
    assert.equal(parseKubeconfig(text), undefined);
});
