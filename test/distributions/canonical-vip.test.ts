import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import { canonical } from "../../src/distributions/canonical/index.ts";
import { known } from "../../src/engine/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import { CLUSTER, createCanonicalBench, documentOf, UBUNTU } from "../support/canonical-bench.ts";
import { type Bench, benchOn } from "../support/k3s-bench.ts";

const VIP = "10.10.216.100";
const WITH_VIP: ClusterSpec = { ...CLUSTER, vip: VIP };
const IMAGES = "/var/snap/k8s/common/images/kube-vip-images-amd64.tar";

const form = (cluster: ClusterSpec) => createCanonicalBench({ document: documentOf(cluster) });

async function endpointOf(bench: Bench) {
  const all = canonical.conditions(undefined, await bench.look());
  const found = all.find(({ type }) => type === "EndpointAnswering");
  return found && `${found.status} ${found.reason}`;
}

test("the founder has its API announce the address, waits for it, and a worker keeps out of it", async () => {
  const bench = await form(WITH_VIP);
  assert.equal(await endpointOf(bench), "Unknown NotAsked");
  const state = await bench.run();
  assert.equal(state.state, "succeeded", state.message);
  const ids = state.steps.map(({ id }) => id.replace("canonical.", ""));
  const order = ["vip-images", "bootstrap", "vip", "node-ready", "ready", "endpoint"];
  const at = order.map((id) => ids.findIndex((one) => one.endsWith(id)));
  assert.deepEqual(
    at,
    at.toSorted((one, other) => one - other),
    ids.join(),
  );
  assert.ok(!at.includes(-1), ids.join());
  assert.ok(bench.host.text(IMAGES)?.includes("ghcr.io/kube-vip/kube-vip:v"));
  const store = bench.host.text("/var/snap/k8s/common/var/lib/etcd/data/member/snap/db") ?? "";
  assert.ok(store.includes('"vip_leaseduration","value":"30"'), "as Palette has it");
  assert.equal(await endpointOf(bench), "True Answering");
  assert.deepEqual((await bench.plan()).steps, []);
  const names = canonical.artefactNames({ ...WITH_VIP, role: "worker" }, "amd64");
  assert.ok(!names.some((name) => name.includes("kube-vip")), names.join());
  assert.deepEqual(canonical.validate(WITH_VIP), []);
});

test("the image that announces it has to be in its archive", async () => {
  const native = { kubeVipVersion: "0.0.1" };
  const { plan } = await form({ ...WITH_VIP, native });
  const { blocked } = await plan();
  assert.deepEqual(
    blocked.map(({ code }) => code),
    ["IMAGE_MISSING"],
  );
});

test("an address that is asked for later is brought into the certificate, then announced", async () => {
  const bench = await form(CLUSTER);
  assert.equal((await bench.run()).state, "succeeded");
  assert.equal(await endpointOf(bench), undefined);
  const after = await benchOn(bench.host, documentOf(WITH_VIP), { inventory: UBUNTU });
  const { steps } = await after.plan();
  const own = steps.map(({ id }) => id.replace("canonical.", "")).filter((id) => !/^wait/.test(id));
  assert.deepEqual(own, ["vip-images", "restart-containerd", "vip", "sans", "endpoint"]);
  const state = await after.run();
  assert.equal(state.state, "succeeded", state.message);
  const text = bench.host.text("/etc/kubernetes/pki/apiserver.crt") ?? "";
  assert.match(new X509Certificate(text).subjectAltName ?? "", /10\.10\.216\.100/);
  assert.deepEqual((await after.plan()).steps, []);
});

test("who was a founder founds no second cluster while the address or a peer answers", async () => {
  const bench = await form({ ...WITH_VIP, peers: ["10.10.216.82"] });
  const { cluster: seen } = await bench.look();
  assert.deepEqual(seen.others, known([]));
  const answering = { address: VIP, evidence: "answers on port 6443" };
  const http = { ...bench.host.http };
  const get: typeof http.get = async (request) =>
    request.url.startsWith(`https://${VIP}:`)
      ? { is: "failed", at: "tls", why: "self-signed certificate" }
      : http.get(request);
  const host = { ...bench.host, http: { ...http, get } };
  const document = documentOf({ ...WITH_VIP, peers: ["10.10.216.82"] });
  const split = await benchOn(host, document, { inventory: UBUNTU });
  assert.deepEqual((await split.look()).cluster.others, known([answering]));
  const { blocked, steps } = await split.plan();
  assert.deepEqual([blocked.map(({ code }) => code), steps], [["WOULD_SPLIT_CLUSTER"], []]);
});

test("a host that is told to join itself is told so", async () => {
  const join = { server: "10.10.216.81:6400", token: { secret: "join" } };
  const cluster: ClusterSpec = { ...CLUSTER, nodeIp: "10.10.216.81", role: "control-plane", join };
  const document = documentOf(cluster);
  const bench = await createCanonicalBench({ document, secrets: { join: "x" } });
  const { blocked } = await bench.plan();
  assert.deepEqual(
    blocked.map(({ code }) => code),
    ["JOIN_ITSELF"],
  );
});
