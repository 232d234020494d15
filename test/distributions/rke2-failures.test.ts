import assert from "node:assert/strict";
import { test } from "node:test";
import { standInArtefacts } from "../../src/distributions/rke2/stand-in/index.ts";
import { type BenchOptions, inArtefacts } from "../support/k3s-bench.ts";
import { createRke2Bench, RKE2_CLUSTER } from "../support/rke2-bench.ts";

const STOPS: Readonly<Record<string, readonly [step: string, message: RegExp, hint: RegExp]>> = {
  "address-in-use": ["rke2.wait-datastore", /another program listens/, /ss -ltnp/],
  clock: ["rke2.wait-datastore", /clock is wrong/, /Set the clock/],
  "node-name": ["rke2.wait-node-registered", /another password/, /another name/],
  "never-ready": ["rke2.wait-node-ready", /cni plugin not initialized/, /pods of the network/],
};

for (const [fail, [step, message, hint]] of Object.entries(STOPS))
  test(`when RKE2 fails by ${fail}, the run stops early and says cause and remedy`, async () => {
    const { run } = await createRke2Bench(RKE2_CLUSTER, { fail });
    const state = await run();
    const failed = state.steps.find((found) => found.state === "failed");
    assert.equal(state.state, "paused");
    assert.equal(failed?.id, step);
    assert.match(failed?.error?.message ?? "", message);
    assert.match(failed?.error?.hint ?? "", hint);
  });

test("settings of the kernel that were lost are explained, and a resumed run brings them back", async () => {
  const bench = await createRke2Bench({ ...RKE2_CLUSTER, hardening: "cis" });
  await bench.run();
  bench.host.put("/proc/sys/vm/overcommit_memory", "0\n");
  await bench.host.units.restart("rke2-server.service");
  const { cluster } = await bench.look();
  assert.match(
    cluster.lastEvidence ?? "",
    /^kernel settings differ from what the CIS profile wants/,
  );
  const state = await bench.run();
  assert.equal(state.state, "succeeded", state.message);
});

const REFUSALS: readonly (Pick<BenchOptions, "files" | "version"> & {
  readonly title: string;
  readonly cluster?: typeof RKE2_CLUSTER;
  readonly code: string;
  readonly message: RegExp;
})[] = [
  {
    title: "data of K3s",
    files: { "/var/lib/rancher/k3s/server/db/state.db": "x" },
    code: "CLUSTER_FOREIGN",
    message: /this host holds data of K3s/,
  },
  {
    title: "a host that is an agent",
    files: { "/etc/systemd/system/multi-user.target.wants/rke2-agent.service": "" },
    code: "CLUSTER_FOREIGN",
    message: /an agent of RKE2/,
  },
  {
    title: "a chart that is none of RKE2",
    cluster: { ...RKE2_CLUSTER, native: { chartValues: { traefik: {} } } },
    code: "DOCUMENT_INVALID",
    message: /must be the name of a chart of RKE2|Invalid key/,
  },
  {
    title: "images of the network that were not brought",
    files: { "/opt/artefacts/rke2-images-canal.linux-amd64.tar.zst": "" },
    code: "ARTEFACT_CORRUPT",
    message: /rke2-images-canal.linux-amd64.tar.zst/,
  },
];

for (const { title, cluster = RKE2_CLUSTER, code, message, ...options } of REFUSALS)
  test(`refused before anything is changed: ${title}`, async () => {
    const { host, plan } = await createRke2Bench(cluster, options);
    const { blocked, steps } = await plan();
    assert.deepEqual(
      { codes: blocked.map((found) => found.code), steps: steps.length, effects: host.effects },
      { codes: [code], steps: 0, effects: [] },
    );
    assert.match(blocked[0]?.message ?? "", message);
  });

const SUMS = "sha256sum-amd64.txt";

/** Images of another release beside the program of the usual one, with the right checksums of both. */
function imagesOf(version: string) {
  const [own, other] = [RKE2_CLUSTER.version, version].map((each) =>
    standInArtefacts({ version: each, architecture: "amd64" }),
  );
  const isImages = (text: string) => text.includes("-images");
  const images = Object.entries(other ?? {}).filter(([name]) => isImages(name));
  const lines = [own, other].map((files) => String(files?.[SUMS]?.content).split("\n"));
  const sums = [
    ...(lines[0] ?? []).filter((line) => !isImages(line)),
    ...(lines[1] ?? []).filter(isImages),
  ];
  const content = sums.filter(Boolean).map((line) => `${line}\n`);
  return inArtefacts({
    ...Object.fromEntries(images),
    [SUMS]: { content: content.join(""), mode: 0o644 },
  });
}

test("a program of another version is refused before it is started", async () => {
  const version = "1.34.1+rke2r1";
  const bench = await createRke2Bench({ ...RKE2_CLUSTER, version }, { files: imagesOf(version) });
  const state = await bench.run();
  const failed = state.steps.find((found) => found.state === "failed");
  assert.equal(failed?.id, "rke2.version");
  assert.match(failed?.error?.message ?? "", /rke2 is 1\.35\.3\+rke2r1/);
  const unit = await bench.host.units.show("rke2-server.service");
  assert.equal(unit.is === "known" && unit.value.active === "active", false);
});
