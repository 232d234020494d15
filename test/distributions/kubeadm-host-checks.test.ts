import assert from "node:assert/strict";
import { test } from "node:test";
import { exited, type MemoryFile } from "../../src/host/index.ts";
import { hostCheckRow } from "../support/host-check.ts";

const ask = (id: string, files: Readonly<Record<string, MemoryFile>>, version = "1.36.2") =>
  hostCheckRow(
    id,
    { distribution: "kubeadm", version },
    { files, commands: { kubelet: () => exited("Kubernetes v1.35.6\n") } },
  );

test("a containerd whose package switches Kubernetes off is found", async () => {
  const config = "/etc/containerd/config.toml";
  const rows = [
    await ask("kubernetes.cri-plugin", {}),
    await ask("kubernetes.cri-plugin", { [config]: "disabled_plugins = []\n" }),
    await ask("kubernetes.cri-plugin", { [config]: '#x\ndisabled_plugins = ["cri"]\n' }),
  ];
  assert.deepEqual(rows, [
    "skip: containerd is not configured",
    "pass: on",
    "warn: switched off [CRI_DISABLED]",
  ]);
});

test("a cluster goes up minor by minor and never down", async () => {
  const installed = { "/usr/local/bin/kubelet": { content: "x", mode: 0o755 } };
  assert.deepEqual(
    await Promise.all(
      ["1.36.2", "1.37.0", "1.34.1"].map((version) =>
        ask("kubernetes.version-step", installed, version),
      ),
    ),
    [
      "pass: 1.35.6 to 1.36.2",
      "fail: 1.35.6 to 1.37.0 [VERSION_SKIPS]",
      "fail: 1.35.6 to 1.34.1 [VERSION_DOWN]",
    ],
  );
});

test("ports of its control plane and what others left are looked for", async () => {
  assert.equal(await ask("kubernetes.ports", {}), "pass: 10 free");
  assert.equal(
    await ask("kubernetes.ports", { "/proc/net/tcp": "sl\n1: 0100007F:094D 0:0 0A\n" }),
    "fail: in use: 2381 [PORT_IN_USE]",
  );
  assert.equal(
    await ask("kubernetes.leftovers", { "/etc/kubernetes/pki/ca.crt": "x" }),
    "fail: an earlier control plane [LEFTOVERS_FOUND]",
  );
});
