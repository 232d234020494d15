import assert from "node:assert/strict";
import { test } from "node:test";
import { CLUSTER_KINDS } from "../../src/agent/operations/cluster.ts";
import { createMemoryHost, type MemoryHost, PowerCut } from "../../src/host/index.ts";
import { planImmutable } from "../../src/kairos/index.ts";
import { commitStep } from "../../src/kube/index.ts";
import { fileEnsure } from "../../src/steps/index.ts";
import { IMAGE, type ImmutableBench, immutable, unitOfImage } from "../support/immutable-bench.ts";
import { createBench, documentOf, CLUSTER as K3S } from "../support/k3s-bench.ts";
import {
  createKubeadmBench,
  CLUSTER as KUBEADM,
  documentOf as kubeadmDocument,
} from "../support/kubeadm-bench.ts";
import { createRke2Bench, RKE2_CLUSTER } from "../support/rke2-bench.ts";

const hardened = { hardening: "cis" } as const;
const K3S_IMAGE = {
  ...IMAGE,
  "/usr/local/bin/k3s": { content: "the program", mode: 0o755 },
  "/etc/systemd/system/k3s.service": unitOfImage("/usr/local/bin/k3s"),
};
const RKE2_IMAGE = {
  ...IMAGE,
  "/usr/local/bin/rke2": { content: "the program", mode: 0o755 },
  "/etc/systemd/system/rke2-server.service": unitOfImage("/usr/local/bin/rke2"),
};

interface Case {
  readonly unit: string;
  readonly bench: () => Promise<ImmutableBench>;
}

const CASES: Readonly<Record<string, Case>> = {
  k3s: {
    unit: "k3s.service",
    async bench() {
      const document = documentOf({ ...K3S, ...hardened });
      return immutable((await createBench({ document, files: K3S_IMAGE })).host, document);
    },
  },
  rke2: {
    unit: "rke2-server.service",
    async bench() {
      const cluster = { ...RKE2_CLUSTER, ...hardened };
      const { host } = await createRke2Bench(cluster, { files: RKE2_IMAGE });
      return immutable(host, documentOf(cluster));
    },
  },
  kubeadm: {
    unit: "kubelet.service",
    async bench() {
      const document = documentOf(KUBEADM);
      return immutable((await createKubeadmBench({ document, files: IMAGE })).host, document);
    },
  },
};

for (const [name, { unit, bench }] of Object.entries(CASES)) {
  test(`${name}: after a restart all that the host forgot is back before ${unit} starts, without a network or a person`, async () => {
    const machine = await bench();
    const { host } = machine;
    const made = await machine.converge();
    assert.equal(made.state, "succeeded", made.message);
    const before = machine.forgotten();
    await machine.restart();
    await host.boot();
    assert.notDeepEqual(machine.forgotten(), before, "nothing was forgotten");
    assert.equal(await activeOf(host, unit), "inactive", "it started by itself");

    const seen = watchStart(machine, unit);
    const run = await machine.boot();
    assert.equal(run.state, "succeeded", run.message);
    assert.deepEqual(machine.forgotten(), before);
    assert.deepEqual(seen, [before], "it started before all was back");
    assert.notEqual(await activeOf(host, unit), "inactive");
    assert.deepEqual((await machine.planBoot()).steps, [], "a second time there is nothing to do");
  });
}

const k3s = () => CASES.k3s?.bench() as Promise<ImmutableBench>;

async function formed(): Promise<ImmutableBench> {
  const machine = await k3s();
  const made = await machine.converge();
  assert.equal(made.state, "succeeded", made.message);
  return machine;
}

test("once all is done the plan of the document is empty, and its file calls us at every start but those for repairs", async () => {
  const machine = await formed();
  assert.deepEqual((await machine.plan()).steps, []);
  const path = "/usr/local/cloud-config/90_bringup_boot.yaml";
  assert.equal(machine.host.mode(path), 0o600);
  assert.equal(machine.host.text(path), CALL);
});

const CALL = `#cloud-config
# Written by bringup; changes here are overwritten.

name: Cluster of bringup
stages:
  boot.before:
    - name: Write what this host forgets, then start the cluster
      if: "[ ! -e /run/cos/recovery_mode ] && [ ! -e /run/cos/live_mode ]"
      commands:
        - timeout 300 bringup converge --stage boot.before
`;

test("in the fallback image the cluster starts as well, and the plan says which image it is", async () => {
  const machine = await formed();
  await machine.restart("passive_mode");
  const { skipped, steps } = await machine.planBoot();
  assert.ok(steps.length > 0);
  assert.deepEqual(skipped[0], {
    title: "The active system",
    reason: "this host booted its fallback image (/run/cos/passive_mode: there)",
  });
  assert.equal((await machine.boot()).state, "succeeded");
});

for (const mark of ["recovery_mode", "live_mode", "autoreset_mode"])
  test(`started for repairs (${mark}) the host is looked at only, by a start and by its document alike`, async () => {
    const machine = await formed();
    await machine.restart(mark);
    for (const plan of [await machine.planBoot(), await machine.plan()]) {
      assert.deepEqual(plan.steps, []);
      assert.deepEqual(
        plan.blocked.map(({ code }) => code),
        ["BOOT_FOR_REPAIR"],
      );
    }
  });

test("a cluster that was not formed yet is not started by a start of the host", async () => {
  const machine = await formed();
  await machine.host.files.remove("/var/lib/rancher/k3s/bringup-cluster.json");
  await machine.restart();
  const { steps, skipped } = await machine.planBoot();
  assert.deepEqual(steps, []);
  assert.equal(skipped[0]?.reason, "the cluster rack12 was not formed yet");
});

test("once a provider or Palette owns the host, neither a start nor its document changes anything", async () => {
  const machine = await formed();
  machine.host.put("/usr/local/cloud-config/cluster.kairos.yaml", "stages: {}\n");
  await machine.restart();
  for (const plan of [await machine.planBoot(), await machine.plan()])
    assert.deepEqual(
      plan.blocked.map(({ code }) => code),
      ["HOST_OWNED"],
    );
});

test("where services have links of their own, what was forgotten is written again all the same, and what is kept is not", async () => {
  const host = createMemoryHost({ files: IMAGE });
  const file = (id: string, path: string) => fileEnsure({ id, path, template: "x\n" });
  const commit = commitStep({ path: "/etc/kubernetes/x.json", cluster: "a", caPath: "/x" });
  const planned = {
    steps: [file("a", "/etc/containerd/hosts.d/x"), file("b", "/etc/kubernetes/y"), commit],
    ...{ skipped: [], blocked: [] },
  };
  const settings = { steps: [], skipped: [], blocked: [] };
  const { steps } = await planImmutable({ host, cluster: "a", settings, planned });
  const [emitted] = steps;
  assert.equal(emitted?.kind, "persist.emit");
  const again = emitted?.params as { readonly steps: readonly { readonly id: string }[] };
  assert.deepEqual(
    again.steps.map(({ id }) => id),
    ["a"],
  );
});

const AGAIN = "/usr/local/bringup/boot-steps.json";
const SPOILED: Readonly<Record<string, (text: string) => string>> = {
  "cut off": (text) => text.slice(0, 100),
  "with a step that loses data": (text) =>
    text.replace('"impact": "none"', '"impact": "data-loss"'),
  "with a step that cannot be repeated": (text) =>
    text.replace('"rerun": "safe"', '"rerun": "never"'),
};

for (const [how, spoil] of Object.entries(SPOILED))
  test(`a list of steps that is ${how} is refused as a whole`, async () => {
    const machine = await formed();
    machine.host.put(AGAIN, spoil(machine.host.text(AGAIN) ?? ""));
    await machine.restart();
    const { steps, blocked } = await machine.planBoot();
    assert.deepEqual(steps, []);
    assert.deepEqual(
      blocked.map(({ code }) => code),
      ["BOOT_STEPS_INVALID"],
    );
  });

test("removing the cluster takes away first what brings it back at a start; leaving it out of the document does not", async () => {
  const { host } = await formed();
  const document = { ...documentOf(), spec: {} };
  const bare = await immutable(host, document);
  assert.deepEqual((await bare.plan()).steps, []);
  await bare.restart();
  assert.equal((await bare.boot()).state, "succeeded");

  const destroy = CLUSTER_KINDS.find(({ id }) => id === "destroy");
  const signal = new AbortController().signal;
  const params = { cluster: "rack12", distribution: "k3s" };
  const common = { host, document, inventory: null, signal, secretDigest: () => undefined };
  const candidate = await destroy?.plan({ ...common, params });
  assert.deepEqual(candidate?.blocked, []);
  assert.equal(candidate?.steps[0]?.kind, "persist.withdraw");
});

test("power that goes in the middle of a start changes nothing about the next one", async () => {
  const machine = await formed();
  const before = machine.forgotten();
  for (let cut = 0; ; cut += 3) {
    await machine.restart();
    const isCut = await cutAfter(machine, cut);
    if (!isCut) break;
    await machine.restart();
    const run = await machine.boot();
    assert.equal(run.state, "succeeded", `cut after ${cut} side effects: ${run.message}`);
    assert.deepEqual(machine.forgotten(), before, `cut after ${cut} side effects`);
    assert.ok(cut < 300, "it never ends");
  }
});

test("a forgotten file with a secret in it is written again from its copy, long after the secret was wiped", async () => {
  const secret = { value: "s3cret" as string | undefined };
  const document = kubeadmDocument({
    ...KUBEADM,
    registries: [
      {
        host: "docker.io",
        endpoints: ["https://r.lan"],
        username: "edge",
        password: { secret: "r.lan" },
      },
    ],
  });
  const { host } = await createKubeadmBench({ document, files: IMAGE });
  const machine = await immutable(host, document, {
    read: async () => secret.value,
    matches: (_name, value) => value === "s3cret",
  });
  const made = await machine.converge();
  assert.equal(made.state, "succeeded", made.message);
  const file = "/etc/containerd/config.toml";
  const text = host.text(file) ?? "";
  assert.match(text, /s3cret/);
  assert.doesNotMatch(host.text(AGAIN) ?? "", /s3cret/);
  secret.value = undefined;
  await machine.restart();
  const run = await machine.boot();
  assert.equal(run.state, "succeeded", run.message);
  assert.equal(host.text(file), text);
  const copy = "/usr/local/bringup/kept/etc_containerd_config.toml";
  assert.equal(host.mode(copy), 0o600);
  assert.deepEqual(
    (await machine.plan()).steps.filter(({ kind }) => kind === "file.ensure"),
    [],
  );
});

/** Whether the power went before the start was through. */
async function cutAfter({ host, boot }: ImmutableBench, effects: number): Promise<boolean> {
  let seen = 0;
  let isCut = false;
  const stop = host.onSideEffect(({ phase }) => {
    if (phase !== "after" || isCut || seen++ < effects) return;
    isCut = true;
    throw new PowerCut();
  });
  await boot().catch(() => undefined);
  stop();
  return isCut;
}

async function activeOf(host: MemoryHost, unit: string): Promise<string> {
  const shown = await host.units.show(unit);
  return shown.is === "known" ? shown.value.active : shown.is;
}

/** What lay on the host at each moment the unit was told to start. */
function watchStart(machine: ImmutableBench, unit: string) {
  const seen: Readonly<Record<string, string>>[] = [];
  machine.host.onSideEffect(({ phase, what }) => {
    if (phase === "before" && what === `unit start ${unit}`) seen.push(machine.forgotten());
  });
  return seen;
}
