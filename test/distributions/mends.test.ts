import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryStandIn } from "../../src/distributions/k3s/stand-in/index.ts";
import { exited, type MemoryFile } from "../../src/host/index.ts";
import { summarizeCluster } from "../../src/status/index.ts";
import {
  artefactFiles,
  type Bench,
  createBench,
  documentOf,
  VERSION,
} from "../support/k3s-bench.ts";
import { createKubeadmBench, documentOf as kubeadmDocument } from "../support/kubeadm-bench.ts";
import { findingOf, mended } from "../support/mending.ts";
import { createRke2Bench, RKE2_CLUSTER } from "../support/rke2-bench.ts";

type Files = Readonly<Record<string, MemoryFile>>;
const HARDENED = { ...RKE2_CLUSTER, hardening: "cis" } as const;
const K3S = "journal.k3s";
const RKE2_UNIT = "rke2-server.service";

/** A bare host on which the boot menu can be made anew. */
function k3sBench(files: Files): Promise<Bench> {
  const standIn = createMemoryStandIn({ version: VERSION });
  const commands = { ...standIn.commands, "update-grub": () => exited("") };
  return createBench({ files, standIn: { ...standIn, commands, artefacts: artefactFiles() } });
}

async function expectFound(bench: Bench, symptom: string, code: string): Promise<void> {
  const finding = await findingOf(bench, symptom);
  assert.equal(finding.is === "found" && finding.explained?.code, code, JSON.stringify(finding));
}

/** The machine starts anew; the kernel gets what the boot loader now says. */
async function boot({ host }: Bench, unit: string): Promise<void> {
  const line =
    host.text("/boot/firmware/cmdline.txt") ??
    /\$GRUB_CMDLINE_LINUX (.*)"/.exec(host.text("/etc/default/grub.d/90-bringup.cfg") ?? "")?.[1];
  host.put("/proc/cmdline", `${line ?? ""}\n`);
  const controllers = "/sys/fs/cgroup/cgroup.controllers";
  if (line?.includes("cgroup_enable=memory")) host.put(controllers, "cpu io memory pids\n");
  await host.units.restart(unit);
}

/** What is wrong with the kernel, where its words are kept, and the code by which it is known. */
const KERNELS: Readonly<Record<string, readonly [Files, code: string, kept: string]>> = {
  "the memory controller on a board without a boot menu": [
    {
      "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu io pids\n",
      "/boot/firmware/cmdline.txt": "console=tty1 root=/dev/mmcblk0p2\n",
    },
    "CGROUP_MISSING",
    "/boot/firmware/cmdline.txt",
  ],
  "cgroup v2 on a machine with GRUB": [
    {
      "/proc/cmdline": "quiet systemd.unified_cgroup_hierarchy=0\n",
      "/etc/default/grub": 'GRUB_CMDLINE_LINUX=""\n',
    },
    "CGROUP_V1",
    "/etc/default/grub.d/90-bringup.cfg",
  ],
};

for (const [title, [files, code, kept]] of Object.entries(KERNELS))
  test(`the kernel is given ${title} by an approved plan, and after the restart the run ends well`, async () => {
    const bench = await k3sBench(files);
    const paused = await bench.run();
    assert.equal(paused.state, "paused");
    await expectFound(bench, K3S, code);
    const { plan, state } = await mended(bench, K3S, documentOf());
    assert.equal(state.state, "succeeded", state.message);
    assert.deepEqual(
      plan.steps.map(({ impact, title }) => [impact, title.replace(/ with .*/, "")]),
      [["reboot", "Start the kernel"]],
    );
    assert.ok(bench.host.text(kept), kept);
    await boot(bench, "k3s.service");
    const ended = await bench.resume(paused.id);
    assert.equal(ended.state, "succeeded", ended.message);
  });

const LOST: Readonly<
  Record<string, readonly [change: (bench: Bench) => Promise<void>, code: string, first: string]>
> = {
  "the user etcd of the CIS profile": [
    async ({ host }) => {
      host.put("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
    },
    "CIS_USER_MISSING",
    "Make the user and group etcd of the CIS profile",
  ],
  "a kernel setting of the CIS profile": [
    async ({ host }) => host.put("/proc/sys/vm/overcommit_memory", "0\n"),
    "KERNEL_DEFAULTS",
    "Set the kernel defaults of the CIS profile",
  ],
};

for (const [title, [change, code, first]] of Object.entries(LOST))
  test(`what a boot took away comes back by an approved plan, and RKE2 is Ready again: ${title}`, async () => {
    const bench = await createRke2Bench(HARDENED);
    await bench.run();
    await change(bench);
    await bench.host.units.restart(RKE2_UNIT);
    await expectFound(bench, "journal.rke2", code);
    const { plan, state } = await mended(bench, "journal.rke2", documentOf(HARDENED));
    assert.equal(state.state, "succeeded", state.message);
    assert.ok(
      plan.steps.some((step) => step.title === first),
      first,
    );
    await ready(bench, "RKE2 1.35.3, one node, Ready");
    assert.deepEqual((await bench.plan()).steps, []);
  });

test("limits of inotify that were lowered are raised by an approved plan, on each distribution that says so", async () => {
  for (const [symptom, bench, unit] of [
    [K3S, await createBench(), "k3s.service"],
    ["journal.rke2", await createRke2Bench(), RKE2_UNIT],
  ] as const) {
    await bench.run();
    bench.host.put("/proc/sys/fs/inotify/max_user_instances", "128\n");
    await bench.host.units.restart(unit);
    await bench.host.clock.sleep(10_000);
    await expectFound(bench, symptom, "INOTIFY_LIMIT");
    const { state } = await mended(bench, symptom, documentOf());
    assert.equal(state.state, "succeeded", state.message);
    await bench.host.units.restart(unit);
    await bench.host.clock.sleep(10_000);
    assert.equal((await findingOf(bench, symptom)).is, "clear");
  }
});

test("swap that is on again is switched off by an approved plan, and the kubelet runs", async () => {
  const swaps = "Filename\tType\tSize\n/dev/sda3\tpartition\t8388604\n";
  const bench = await createKubeadmBench();
  await bench.run();
  bench.host.put("/proc/swaps", swaps);
  const { exec } = bench.host;
  bench.host.exec = async (argv, options) => {
    if (argv[0] !== "swapoff") return exec(argv, options);
    bench.host.put("/proc/swaps", "Filename\tType\tSize\n");
    return exited("");
  };
  bench.host.put("/etc/fstab", "/dev/sda3 none swap sw 0 0\n");
  await bench.host.units.restart("kubelet.service");
  await bench.host.clock.sleep(5000);
  await expectFound(bench, "journal.kubeadm", "SWAP_ON");
  const { plan, state } = await mended(bench, "journal.kubeadm", kubeadmDocument());
  assert.equal(state.state, "succeeded", state.message);
  assert.equal(plan.steps[0]?.title, "Switch swap off, now and at every boot");
  await ready(bench, "kubeadm (PXK-E) 1.36.2, one node, Ready");
});

test("a wait that comes to nothing says what the journal knows of it, where that ends no service", async () => {
  const bench = await createBench({ fail: "sandbox-image" });
  const state = await bench.run();
  const failed = state.steps.find((step) => step.state === "failed");
  assert.equal(failed?.id, "k3s.wait-node-ready");
  assert.match(
    failed?.error?.message ?? "",
    /nothing new for 4:58; its journal says why: the pause image is not on this host, and cannot be pulled \(RunPodSandbox/,
  );
  assert.equal(
    failed?.error?.hint,
    "Bring the archive of images of this version, or let the host reach its registry.",
  );
});

test("pods of kubeadm are given the name servers of the host by an approved plan, once", async () => {
  const bench = await createKubeadmBench({ files: DNS_LOOP });
  await bench.run();
  const { state } = await mended(bench, "kubeadm.dns-loop", kubeadmDocument());
  assert.equal(state.state, "succeeded", state.message);
  const path = "/etc/systemd/system/kubelet.service.d/20-bringup-resolv-conf.conf";
  assert.match(
    bench.host.text(path) ?? "",
    / --resolv-conf=\/run\/systemd\/resolve\/resolv.conf"$/m,
  );
  const again = await mended(bench, "kubeadm.dns-loop", kubeadmDocument());
  assert.deepEqual(again.plan.steps, []);
});

test("a host without systemd-resolved is not told of a file that it has not", async () => {
  const { "/run/systemd/resolve/resolv.conf": _, ...files } = DNS_LOOP;
  const bench = await createBench({ files });
  await bench.run();
  await assert.rejects(mended(bench, "k3s.dns-loop", documentOf()), /no plan is prepared/);
});

test("pods of K3s are given the name servers of the host by an approved plan, once", async () => {
  const bench = await createBench({ files: DNS_LOOP });
  await bench.run();
  const { state } = await mended(bench, "k3s.dns-loop", documentOf());
  assert.equal(state.state, "succeeded", state.message);
  const path = "/etc/rancher/k3s/config.yaml.d/50-bringup-resolv-conf.yaml";
  assert.match(bench.host.text(path) ?? "", /^resolv-conf: \/run\/systemd\/resolve\/resolv.conf$/m);
  const started = await bench.host.units.show("k3s.service");
  assert.ok(started.is === "known" && (started.value.startedMs ?? 0) > 0);
  const again = await mended(bench, "k3s.dns-loop", documentOf());
  assert.deepEqual(again.plan.steps, []);
});

const DNS_LOOP: Files = {
  "/run/systemd/resolve/resolv.conf": "nameserver 10.0.0.53\n",
  "/var/log/pods/kube-system_coredns-7f4_0f1e/coredns/0.log":
    "2026-11-20T08:00:00.0Z stderr F [FATAL] plugin/loop: Loop (127.0.0.1:41027 -> :53) detected for zone .\n",
};

/** It comes up by itself within a minute of its own clock. */
async function ready({ host, look }: Bench, sentence: string): Promise<void> {
  for (let seconds = 0; seconds < 60; seconds++) {
    if (summarizeCluster(await look()).title === sentence) return;
    await host.clock.sleep(1000);
  }
  assert.equal(summarizeCluster(await look()).title, sentence);
}
