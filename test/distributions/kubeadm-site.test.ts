import assert from "node:assert/strict";
import { test } from "node:test";
import type { JoinMaterial } from "../../src/distributions/index.ts";
import type { KubeadmInputs } from "../../src/distributions/kubeadm/inputs.ts";
import { memberPhase } from "../../src/distributions/kubeadm/join-phases.ts";
import {
  type MemberParams,
  memberHandler,
  memberStep,
} from "../../src/distributions/kubeadm/member-step.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { createKubeadmBench, documentOf } from "../support/kubeadm-bench.ts";
import {
  FOUNDER,
  founded,
  joinerOf,
  mintFor,
  nodesSeenBy,
  type Role,
  VIP,
} from "../support/kubeadm-site.ts";
import { someOf, withCutAt } from "../support/power-cuts.ts";

const PHASES: Readonly<Record<Role, readonly string[]>> = {
  "control-plane": [
    "preflight",
    "control-plane-prepare download-certs",
    "control-plane-prepare certs",
    "control-plane-prepare kubeconfig",
    "control-plane-prepare control-plane",
    "kubelet-start",
    "etcd-join",
    "kubelet-wait-bootstrap",
    "control-plane-join mark-control-plane",
  ],
  worker: ["preflight", "kubelet-start", "kubelet-wait-bootstrap"],
};

for (const role of ["control-plane", "worker"] as const)
  test(`a host joins as ${role} phase by phase; token and key are gone afterwards, and nothing is left to do`, async () => {
    const first = await founded();
    const material = await mintFor(first, role);
    const second = await joinerOf(first, role, material);
    const state = await second.run();
    assert.equal(state.state, "succeeded", state.message);
    const calls = second.host.calls.filter((argv) => argv.includes("phase"));
    assert.deepEqual(
      calls.map((argv) => argv.slice(1).join(" ")),
      PHASES[role].map((words) => `join phase ${words} --config /etc/kubernetes/bringup-join.yaml`),
    );
    const own = role === "worker" ? "" : "control-plane";
    const nodes = ["rack12-edge1 True control-plane", `rack12-edge2 True ${own}`];
    assert.deepEqual(await nodesSeenBy(first.bench), nodes);
    assert.deepEqual(await nodesSeenBy(second), nodes);
    assert.deepEqual((await second.plan()).steps, []);
    const { ownership } = (await second.look()).cluster;
    assert.equal(ownership?.is === "known" && (ownership.value.role ?? "control-plane"), role);
    for (const path of second.host.paths()) {
      const text = second.host.text(path) ?? "";
      assert.ok(!text.includes(material.token), path);
      assert.ok(!text.includes(material.certificateKey ?? material.token), path);
    }
    const shared = ["ca.key", "sa.key", "etcd/ca.key"].map((name) => `/etc/kubernetes/pki/${name}`);
    for (const path of role === "worker" ? [] : shared)
      assert.equal(second.host.text(path), first.bench.host.text(path), path);
  });

const ENCRYPTION = "/etc/kubernetes/pki/encryption.yaml";
const AUDIT_POLICY = "/etc/kubernetes/audit-policy.yaml";

test("a control plane joins a hardened cluster with all its API server reads; the key of secrets comes sealed, and is told nowhere", async () => {
  const first = await founded({ hardening: "cis" });
  const second = await joinerOf(first, "control-plane", await mintFor(first, "control-plane"));
  const state = await second.run();
  assert.equal(state.state, "succeeded", state.message);
  for (const path of [ENCRYPTION, AUDIT_POLICY]) {
    assert.equal(second.host.text(path), first.bench.host.text(path), path);
    assert.equal(second.host.mode(path), 0o600, path);
  }
  const key = /secret: (\S+)/.exec(first.bench.host.text(ENCRYPTION) ?? "")?.[1] ?? "";
  assert.equal(key.length, 44);
  const told = [first.bench, second].map(({ host, journal }) => [journal.all, host.calls]);
  assert.ok(!JSON.stringify(told).includes(key), "neither in the journal nor in argv");
  const stored = first.bench.host.text("/var/lib/etcd/member/snap/db") ?? "";
  assert.ok(!stored.includes(key) && !stored.includes(Buffer.from(key).toString("base64")));
  assert.deepEqual((await second.plan()).steps, []);
  await second.host.files.remove(ENCRYPTION);
  const { blocked } = await second.plan();
  assert.match(
    blocked[0]?.message ?? "",
    /encryption\.yaml is missing, and the cluster was formed/,
  );
});

test("who is not told that the cluster is hardened stops before it is a member, and says why", async () => {
  const manifest = "/etc/kubernetes/manifests/kube-apiserver.yaml";
  const host = createMemoryHost({ files: { [manifest]: `- --audit-policy-file=${AUDIT_POLICY}` } });
  const step = memberStep(memberPhase({ version: "1.36.2" } as KubeadmInputs), "10.10.216.82");
  const context = {
    ...{ host, signal: new AbortController().signal, report: () => undefined },
    secrets: { read: async () => undefined, matches: () => undefined },
  };
  await assert.rejects(
    async () => await memberHandler.run(step.params as MemberParams, context),
    /API servers of this cluster read .*audit-policy.yaml, which is not on this host/,
  );
  assert.deepEqual(host.calls, [], "kubeadm was not asked to make it one");
});

test("a founder that lost its disk founds no second cluster while the address of the first answers", async () => {
  const { site, clock, cluster } = await founded();
  const at = { site, address: "10.10.216.83" };
  const document = documentOf({ ...cluster, nodeIp: "10.10.216.83", peers: [FOUNDER] });
  const again = await createKubeadmBench({ document, clock, at });
  const { blocked, steps } = await again.plan();
  assert.deepEqual(
    [steps.length, blocked.map(({ code, message }) => `${code} ${message.split(":")[0]}`)],
    [0, [FOUNDER, VIP].map((address) => `WOULD_SPLIT_CLUSTER ${address} answers on port 6443`)],
  );
});

const REFUSED: Readonly<Record<string, readonly [change: Partial<JoinMaterial>, said: RegExp]>> = {
  "a token nobody made": [{ token: "abcdef.0123456789abcdef" }, /does not know this token/],
  "the pin of another cluster": [
    { pin: `sha256:${"0".repeat(64)}` },
    /the pin belongs to another cluster/,
  ],
  "another key than the keys were sealed with": [
    { certificateKey: "0".repeat(64) },
    /error decrypting secret/,
  ],
};

for (const [title, [change, said]] of Object.entries(REFUSED))
  test(`a join stops with its cause, and can be taken back whole: ${title}`, async () => {
    const first = await founded();
    const material = await mintFor(first, "control-plane");
    const second = await joinerOf(first, "control-plane", { ...material, ...change });
    const before = second.host.paths();
    const paused = await second.run();
    assert.equal(paused.state, "paused");
    const failed = paused.steps.find(({ state }) => state === "failed");
    assert.match(failed?.error?.message ?? "", said);
    const state = await second.cancel(paused.id);
    assert.equal(state.message, "cancelled; everything this run did was taken back");
    const volatile = /^\/(sys\/module|proc\/sys\/net\/bridge|run|var\/lib\/containerd)\//;
    assert.deepEqual(
      second.host.paths().filter((path) => !volatile.test(path)),
      before,
    );
  });

/** Keys differ with every start of a cluster, and a boot loads the kernel's settings. */
const CHANGING =
  /^\/(proc|sys|run|var\/lib\/(etcd|kubelet\/pki))\/|\/etc\/kubernetes\/(pki|[a-z-]+\.conf)/;

async function runWithCutAt(cutAt: number) {
  const first = await founded();
  const second = await joinerOf(first, "control-plane", await mintFor(first, "control-plane"));
  const points = await withCutAt(cutAt, {
    bench: second,
    begin: async () => void (await second.run()),
    goOn: (runId) => second.resume(runId),
  });
  await first.clock.sleep(20_000);
  const { host, journal } = second;
  const kept = host.paths().filter((path) => !CHANGING.test(path));
  return {
    points,
    ended: {
      nodes: await nodesSeenBy(first.bench),
      ends: journal.all.filter(({ type }) => type === "run-ended").length,
      files: kept.map((path) => [path, host.text(path)]),
    },
  };
}

test("wherever the power goes while a host joins, it is in once, without a reset", async () => {
  const whole = await runWithCutAt(0);
  assert.ok(whole.points > 150, `only ${whole.points} points were found`);
  for (const cutAt of someOf(whole.points, { usual: 400, many: 80 })) {
    const { ended } = await runWithCutAt(cutAt);
    assert.deepEqual(ended, whole.ended, `cut at point ${cutAt} of ${whole.points}`);
  }
});
