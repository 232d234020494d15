import assert from "node:assert/strict";
import { test } from "node:test";
import { summarizeCluster } from "../../src/status/index.ts";
import { eventually } from "../support/eventually.ts";
import { ARTEFACTS, benchOn } from "../support/k3s-bench.ts";
import { createSandbox } from "../support/k3s-sandbox.ts";
import { CLUSTER, documentOf } from "../support/kubeadm-bench.ts";

const UNIT = "kubelet.service";
const IN_SANDBOX = documentOf({
  ...CLUSTER,
  artefacts: `${ARTEFACTS}/kubeadm`,
  vip: "10.10.216.100",
});

test("in a sandbox kubeadm, kubelet and containerd are real processes with real TLS, and survive a kill", async (t) => {
  const host = await createSandbox(t);
  // kubeadm asks the API on the address of the node: in a rehearsal it is one of the practice links.
  await host.files.writeAtomic("/run/bringup/addresses", "10.10.216.81\n", { mode: 0o644 });
  const bench = await benchOn(host, IN_SANDBOX);
  const state = await bench.run();
  assert.equal(state.state, "succeeded", state.message);
  assert.equal(
    summarizeCluster(await bench.look()).title,
    "kubeadm (PXK-E) 1.36.2, one node, Ready",
  );
  assert.deepEqual((await bench.plan()).steps, []);
  const mode = (await host.files.stat("/etc/kubernetes/pki/ca.key"))?.mode;
  assert.equal(mode, 0o600);

  const running = await host.units.show(UNIT);
  assert.ok(running.is === "known" && running.value.mainPid !== undefined);
  process.kill(running.value.mainPid, "SIGKILL");
  await eventually("seen as down", async () => !summarizeCluster(await bench.look()).healthy);
  await host.units.restart(UNIT);
  await eventually(
    "Ready after a restart",
    async () => summarizeCluster(await bench.look()).healthy,
  );
  assert.deepEqual((await bench.plan()).steps, [], "objects and keys outlive the process");
});

test("what kubeadm refuses is told with its cause, from the words of a real one", async (t) => {
  const host = await createSandbox(t, { fail: "used-host" });
  const bench = await benchOn(host, IN_SANDBOX);
  const state = await bench.run();
  const failed = state.steps.find((step) => step.state === "failed");
  assert.equal(failed?.id, "kubeadm.preflight");
  assert.match(
    failed?.error?.message ?? "",
    /left data on this host .*\/var\/lib\/etcd is not empty/,
  );
});
