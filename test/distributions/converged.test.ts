import assert from "node:assert/strict";
import { test } from "node:test";
import { driftCondition } from "../../src/agent/drift.ts";
import { repairable } from "../../src/agent/repairable.ts";
import { DISTRIBUTIONS } from "../../src/distributions/index.ts";
import type { Step } from "../../src/engine/index.ts";
import { createCanonicalBench } from "../support/canonical-bench.ts";
import { type Bench, createBench } from "../support/k3s-bench.ts";
import { createKubeadmBench } from "../support/kubeadm-bench.ts";
import { createRke2Bench, RKE2_CLUSTER } from "../support/rke2-bench.ts";

const ROWS: Readonly<Record<string, () => Promise<Bench>>> = {
  k3s: () => createBench(),
  rke2: () => createRke2Bench({ ...RKE2_CLUSTER, hardening: "cis" }),
  kubeadm: () => createKubeadmBench(),
  canonical: () => createCanonicalBench(),
};

test("every distribution that can be created has its row", () => {
  assert.deepEqual(
    Object.keys(ROWS),
    DISTRIBUTIONS.map(({ id }) => id),
  );
});

/** The file a step keeps as it has to be, where it keeps one: ours, or a program that was placed. */
function fileOf({ kind, params }: Step): string | undefined {
  const { path, to } = Object(params) as { readonly path?: string; readonly to?: string };
  if (kind === "file.ensure") return path;
  return kind === "artefact.place" ? to : undefined;
}

for (const [id, create] of Object.entries(ROWS)) {
  test(`${id}: a host that is as asked gives an empty plan; each edited file is found, may be reverted, and is`, async () => {
    const bench = await create();
    const { host } = bench;
    const state = await bench.run();
    assert.equal(state.state, "succeeded", state.message);
    const converged = await bench.plan();
    assert.deepEqual([converged.steps, converged.blocked], [[], []]);

    const { steps } = await bench.candidate();
    const kept = steps.flatMap((step) => {
      const path = fileOf(step);
      return path === undefined ? [] : [{ id: step.id, path, was: host.text(path) }];
    });
    assert.ok(kept.length >= 1, "it keeps no file");
    for (const { path } of kept) await edit(host, path);
    const unit = unitOf(steps);
    await host.units.stop(unit, { timeoutMs: 1000 });
    host.put("/proc/sys/net/ipv4/ip_forward", "0\n");
    const drifted = await bench.plan();
    const found = drifted.steps.map((step) => step.id);
    for (const { id: step } of kept) assert.ok(found.includes(step), `${step} is not found`);
    assert.ok(found.includes(`${id}.sysctl`), "a setting of the kernel is not found");
    const starts = drifted.steps.filter((step) => step.kind === "unit.ensure").map(unitIn);
    assert.ok(starts.includes(unit), "a stopped service is not found");
    assert.deepEqual(drifted.blocked, []);
    assert.deepEqual([...repairable(drifted)], found, "nobody has to be asked for any of it");
    const { message } = driftCondition(drifted, "its document", { is: "left" });
    assert.match(
      message,
      /^The host differs from its document: .* and \d+ more\. See bringup converge\.$/,
    );

    const mended = await bench.run();
    assert.equal(mended.state, "succeeded", mended.message);
    assert.deepEqual((await bench.plan()).steps, []);
    for (const { path, was } of kept) assert.equal(host.text(path), was, path);
  });
}

/** As somebody with an editor would. */
async function edit({ files, text, put }: Bench["host"], path: string): Promise<void> {
  const mode = (await files.stat(path))?.mode ?? 0o644;
  put(path, { content: `${text(path) ?? ""}# edited\n`, mode });
}

/** The service that says whether this is a node. */
function unitOf(steps: readonly Step[]): string {
  return unitIn(steps.find(({ id }) => /\.start(-k8sd)?$/.test(id))) ?? "none";
}

function unitIn(step: Step | undefined): string | undefined {
  return (Object(step?.params) as { readonly unit?: string }).unit;
}

test("canonical: a store that somebody stopped is started before anything waits for it", async () => {
  const bench = await createCanonicalBench();
  await bench.run();
  await bench.host.units.stop("snap.k8s.etcd.service", { timeoutMs: 1000 });
  const ids = (await bench.plan()).steps.map(({ id }) => id);
  assert.equal(ids[0], "canonical.start-etcd", ids.join(" "));
  assert.equal((await bench.run()).state, "succeeded");
  assert.deepEqual((await bench.plan()).steps, []);
});
