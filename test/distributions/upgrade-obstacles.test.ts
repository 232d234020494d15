import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClusterOperationRequest, NodeView } from "../../src/distributions/index.ts";
import { k3s } from "../../src/distributions/k3s/index.ts";
import { known, unknown } from "../../src/engine/index.ts";
import { CLUSTER, documentOf } from "../support/k3s-bench.ts";
import { etcdLook, memberLook, reportsOf, SILENT, voters } from "../support/stores.ts";

const FROM = "1.34.5+k3s1";
const TO = "1.35.3+k3s1";

function node(name: string, version: string, roles: readonly string[]): NodeView {
  const told = { ready: "True", reason: "KubeletReady", message: "" } as const;
  return { name, version, roles, ...told, isThisHost: name === "edge1" };
}

const servers = (...versions: readonly string[]) =>
  versions.map((version, at) => node(`edge${at + 1}`, version, ["control-plane", "etcd"]));

/** A cluster of three servers, all well, of which this one is asked to go on. */
function request(more: Partial<ClusterOperationRequest> = {}): ClusterOperationRequest {
  const cluster = { ...CLUSTER, version: TO };
  const seen: ClusterOperationRequest["seen"] = {
    distribution: "k3s",
    atMs: 0,
    ownership: known({ by: "this-tool", evidence: "x", cluster: "rack12", committed: true }),
    installed: known({ version: FROM }),
    unit: known({ name: "k3s.service", active: "active", sub: "running", restarts: 0 }),
    api: known({ endpoint: "https://127.0.0.1:6443", ready: true, latencyMs: 1, failing: [] }),
    nodes: known(servers(FROM, FROM, FROM)),
    pods: unknown("not asked"),
    certificateEndsMs: unknown("not asked"),
  };
  const facts = {
    ...{ architecture: "amd64", hostname: "edge1", noProxy: [], subnets: ["10.0.0.0/24"] },
    nodeAddress: known({ address: "10.0.0.5", prefix: 24, interface: "eth0" }),
    ...{ artefacts: known([]), artefactProblems: [], artefactVersion: known(TO) },
    ...{ freeBytes: known(1e12), isKairos: false, secretDigest: () => undefined },
  };
  return {
    ...{ cluster: "rack12", params: { to: TO }, seen, stores: known(voters(3, 3)) },
    isKairos: false,
    wanted: { document: documentOf(cluster), cluster, seen, facts },
    ...more,
  };
}

const withNodes = (nodes: readonly NodeView[]) =>
  request({ seen: { ...request().seen, nodes: known(nodes) } });

function refusals(given: ClusterOperationRequest): readonly string[] {
  const blocked = k3s.operations?.upgrade?.(given).blocked ?? [];
  return blocked.map(({ code, message }) => `${code}: ${message}`);
}

test("three servers that are well may go one minor on, and older workers follow later", () => {
  assert.deepEqual(refusals(request()), []);
  const worker = node("worker1", "1.32.9+k3s1", []);
  assert.deepEqual(refusals(withNodes([...servers(TO, FROM, FROM), worker])), []);
});

test("with others beside it the node is emptied first, and takes pods again once it runs the new version", () => {
  const planned = (nodes: readonly NodeView[]) => k3s.operations?.upgrade?.(withNodes(nodes));
  const ids = planned(servers(FROM, FROM, FROM))?.steps.map(({ id }) => id) ?? [];
  const places = [
    "k3s.upgrade-begin",
    "k3s.empty-node",
    "k3s.start",
    "k3s.upgraded",
    "k3s.fill-node",
  ];
  assert.deepEqual(
    ids.filter((id) => places.includes(id)),
    places,
  );
  const [own, ...others] = servers(FROM, FROM, FROM);
  assert.ok(own !== undefined);
  const kept = planned([{ ...own, isCordoned: true }, ...others]);
  assert.equal(
    kept?.steps.some(({ id }) => /empty-node|fill-node/.test(id)),
    false,
  );
  assert.match(kept?.skipped.map(({ reason }) => reason).join() ?? "", /keeps it free already/);
});

test("a worker three minors behind is the oldest there may be, and a server one", () => {
  const worker = node("worker1", "1.31.9+k3s1", []);
  assert.deepEqual(refusals(withNodes([...servers(FROM, FROM, FROM), worker])), [
    "VERSION_SKEW: worker1 runs 1.31.9+k3s1, and beside 1.35.3+k3s1 1.32 is the oldest",
  ]);
  assert.deepEqual(refusals(withNodes(servers(FROM, "1.33.1+k3s1", FROM))), [
    "VERSION_SKEW: edge2 runs 1.33.1+k3s1, and beside 1.35.3+k3s1 1.34 is the oldest",
  ]);
});

test("no server stops while another is down, behind or full", () => {
  assert.deepEqual(refusals(request({ stores: known(voters(2, 3)) })), [
    "QUORUM_AT_RISK: etcd: the quorum would be lost: 1 of the others answer, 2 needed",
    "QUORUM_AT_RISK: etcd: node-3 does not answer: refused",
  ]);
  const members = [
    memberLook("a", { isThisHost: true }),
    memberLook("b"),
    memberLook("c", { alarms: ["NOSPACE"] }),
    memberLook("d", { role: "learner", ...SILENT }),
  ];
  assert.deepEqual(refusals(request({ stores: known(reportsOf([etcdLook(members)])) })), [
    "QUORUM_AT_RISK: etcd: c raises NOSPACE",
    "QUORUM_AT_RISK: etcd: d is a learner, and no voter yet",
  ]);
  assert.deepEqual(refusals(request({ stores: unknown("no keys") })), [
    "QUORUM_AT_RISK: the datastore cannot be asked: no keys",
  ]);
});

test("resumed before its restart, it stops again while the others are not enough", () => {
  const approved = k3s.operations?.upgrade?.(request()).steps ?? [];
  assert.ok(approved.length > 5);
  const later = request({ approved, stores: known(voters(2, 3)) });
  assert.equal(refusals(later).length, 2);
  const restarted = { ...later, seen: { ...later.seen, installed: known({ version: TO }) } };
  assert.deepEqual(refusals(restarted), [], "with the new version in place there is only forward");
});

test("where the image brings the version, or the document asks for none, nothing is offered", () => {
  assert.match(refusals(request({ isKairos: true })).join(), /^IMAGE_BRINGS_VERSION/);
  const { wanted: _, ...unasked } = request();
  assert.match(refusals(unasked).join(), /^CLUSTER_FOREIGN: the document asks for no cluster/);
});
