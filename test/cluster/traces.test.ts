import assert from "node:assert/strict";
import { test } from "node:test";
import { observeCluster } from "../../src/cluster/index.ts";
import type { FilesView } from "../../src/engine/index.ts";
import { BringupError } from "../../src/errors/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";

const { signal } = new AbortController();
const SNAP = "/snap/k8s/current/meta/snap.yaml";
const ARGS = "/var/snap/k8s/common/args/kubelet";
const META = "name: k8s\nversion: v1.34.4\n";

/** Without a document: which distribution is found, its version, and what else is there. */
async function found(files: Readonly<Record<string, string>>, hidden?: string) {
  const host = createMemoryHost({ files });
  const stat: FilesView["stat"] = (path) => {
    if (path !== hidden) return host.files.stat(path);
    throw new BringupError("FILE_UNREADABLE", `${path}: permission denied`);
  };
  const view = { ...host, files: { ...host.files, stat } };
  const seen = (await observeCluster(view, undefined, signal))?.seen;
  if (seen === undefined) return "nothing";
  const version = seen.installed.is === "known" ? seen.installed.value.version : seen.installed.is;
  return [seen.distribution, version, ...(seen.alsoHere ?? [])].join(" ");
}

test("a cluster nobody asked for here is found by what it left on the host", async () => {
  assert.equal(await found({}), "nothing");
  assert.equal(await found({ [SNAP]: META }), "canonical 1.34.4");
  assert.equal(await found({ "/etc/rancher/k3s/k3s.yaml": "x" }), "k3s absent");
});

test("of two, the one that left more is shown, and the other one is said to be there", async () => {
  const both = { [SNAP]: META, [ARGS]: "", "/etc/rancher/k3s/k3s.yaml": "x" };
  assert.equal(await found(both), "canonical 1.34.4 K3s");
});

test("what may not be looked for is not taken for absent, nor for a second cluster", async () => {
  const hidden = "/var/lib/rancher/k3s/server/db";
  assert.equal(await found({}, hidden), "k3s absent");
  assert.equal(await found({ [SNAP]: META }, hidden), "canonical 1.34.4");
});

test("with a document the distribution it names is looked at, whatever else lies there", async () => {
  const cluster = { name: "a", distribution: "k3s", version: "1.35.3+k3s1", artefacts: "/srv" };
  const host = createMemoryHost({ files: { [SNAP]: META, [ARGS]: "" } });
  const seen = await observeCluster(host, cluster, signal);
  assert.equal(seen?.seen.distribution, "k3s");
});
