import assert from "node:assert/strict";
import test from "node:test";
import { CHECKS, type CheckResult, runChecks } from "../../src/checks/index.ts";
import { observeInventory } from "../../src/inventory/index.ts";
import { loadBlindMachine, loadMachine, MACHINE_NAMES, type Machine } from "../support/machines.ts";

const { signal } = new AbortController();

async function checked({ host, measureDrive }: Machine): Promise<readonly CheckResult[]> {
  const inventory = await observeInventory(host, { signal });
  return runChecks({ host, inventory, measureDrive, signal });
}

/** What each recorded machine must get, in the words of the row on the screen. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  "amd64-server": [
    "hardware.architecture pass: amd64",
    "hardware.cpu-model pass: Intel Xeon D-2712T",
    "hardware.cores pass: 8 cores",
    "hardware.memory pass: 62.6 GiB",
    "hardware.main-drive pass: 960 GB",
    "hardware.drive-type pass: SSD",
    "hardware.drive-latency pass: fsync p99 0.8 ms",
    "hardware.drive-contents pass: empty",
    "hardware.gpu pass: NVIDIA A2 / A16",
    "hardware.firmware pass: UEFI, Secure Boot on",
    "hardware.tpm pass: version 2.0",
    "hardware.virtualization pass: bare metal",
    "system.os pass: Ubuntu 24.04.3 LTS",
    "system.kernel pass: 6.8.0-90-generic",
    "system.systemd pass: running",
    "system.cgroup pass: v2",
    "system.swap pass: off",
    "system.modules pass: all there, 5 to load",
    "system.sysctls pass: 5 as wanted",
    "system.mounts pass: usable",
    "system.clock-sync pass: synchronized",
    "system.clock-plausible pass: 2027-01-15 08:00 UTC",
    "network.link pass: eno1, 10.10.216.81/24",
    "network.default-route pass: 10.10.216.1 on eno1",
    "network.dns pass: 10.10.216.1, 10.10.216.2",
    "network.hostname pass: rack-17",
    "kubernetes.ports pass: 8 free",
    "kubernetes.leftovers pass: none",
  ],
  "small-box": [
    "hardware.architecture pass: amd64",
    "hardware.cpu-model warn: Intel Atom D425 [CPU_UNVERIFIED]",
    "hardware.cores fail: 1 core [CORES_BELOW_MINIMUM]",
    "hardware.memory fail: 3.8 GiB [MEMORY_BELOW_MINIMUM]",
    "hardware.main-drive fail: 80 GB [MAIN_DRIVE_BELOW_MINIMUM]",
    "hardware.drive-type warn: rotating disk [MAIN_DRIVE_NOT_SSD]",
    "hardware.drive-latency fail: fsync p99 92 ms [DRIVE_TOO_SLOW]",
    "hardware.drive-contents fail: an edge system is on /dev/sdb [DRIVE_HOLDS_OTHER_SYSTEM]",
    "hardware.gpu warn: Intel 8086:a001: no driver loaded [GPU_WITHOUT_DRIVER]",
    "hardware.firmware warn: no UEFI [FIRMWARE_NOT_UEFI]",
    "hardware.tpm warn: version 1.2 [TPM_TOO_OLD]",
    "hardware.virtualization pass: bare metal",
    "system.os warn: Ubuntu 18.04.6 LTS [OS_UNVERIFIED]",
    "system.kernel fail: 4.15.0-213-generic [KERNEL_TOO_OLD]",
    "system.systemd pass: running",
    "system.cgroup fail: v1 [CGROUP_NOT_V2]",
    "system.swap warn: on, 2 GiB [SWAP_ON]",
    "system.modules fail: missing: br_netfilter, nf_nat, xt_conntrack, xt_mark, xt_addrtype [KERNEL_MODULES_MISSING]",
    "system.sysctls warn: 5 of 5 differ [SYSCTL_DIFFERS]",
    "system.mounts fail: noexec on /var, /var/lib, /var/lib/kubelet [MOUNT_NOEXEC]",
    "system.clock-sync warn: not synchronized [CLOCK_NOT_SYNCHRONIZED]",
    "system.clock-plausible fail: 2019-01-01 00:00 UTC [CLOCK_IMPLAUSIBLE]",
    "network.link fail: no link [NETWORK_NO_LINK]",
    "network.default-route fail: none [DEFAULT_ROUTE_MISSING]",
    "network.dns fail: no server [DNS_NO_SERVER]",
    "network.hostname fail: localhost [HOSTNAME_DEFAULT]",
    "kubernetes.ports fail: in use: 6443, 10250 [PORT_IN_USE]",
    "kubernetes.leftovers fail: an earlier control plane, an earlier kubelet, an earlier datastore [LEFTOVERS_FOUND]",
  ],
  "jetson-orin": [
    "hardware.architecture pass: arm64, NVIDIA Jetson Orin Nano Developer Kit",
    "hardware.cpu-model skip: judged by the board, see Architecture",
    "hardware.cores pass: 6 cores",
    "hardware.memory pass: 7.4 GiB",
    "hardware.main-drive pass: 256 GB",
    "hardware.drive-type pass: SSD",
    "hardware.drive-latency warn: fsync p99 23 ms [DRIVE_TOO_SLOW]",
    "hardware.drive-contents pass: none fitted",
    "hardware.gpu pass: NVIDIA ga10b (built in)",
    "hardware.firmware pass: UEFI, Secure Boot off",
    "hardware.tpm skip: none; only Trusted Boot needs one",
    "hardware.virtualization pass: bare metal",
    "system.os pass: Ubuntu 22.04.5 LTS",
    "system.kernel pass: 5.15.148-tegra",
    "system.systemd pass: running",
    "system.cgroup pass: v2",
    "system.swap warn: on, 3.7 GiB [SWAP_ON]",
    "system.modules pass: all there, 3 to load",
    "system.sysctls pass: 5 as wanted",
    "system.mounts pass: usable",
    "system.clock-sync warn: 11 s off [CLOCK_SKEW]",
    "system.clock-plausible pass: 2027-01-15 08:00 UTC",
    "network.link pass: eth0, 192.168.8.44/24",
    "network.default-route pass: 192.168.8.1 on eth0",
    "network.dns pass: 192.168.8.1",
    "network.hostname pass: kiosk-04",
    "kubernetes.ports pass: 8 free",
    "kubernetes.leftovers fail: Docker [LEFTOVERS_FOUND]",
  ],
  "vm-without-dmi": [
    "hardware.architecture pass: amd64",
    "hardware.cpu-model pass: AMD EPYC",
    "hardware.cores pass: 2 cores",
    "hardware.memory pass: 23.5 GiB",
    "hardware.main-drive pass: 275 GB",
    "hardware.drive-type unknown: virtual drive: it does not say what is behind it",
    "hardware.drive-latency pass: fsync p99 0.3 ms",
    "hardware.drive-contents pass: none fitted",
    "hardware.gpu skip: none",
    "hardware.firmware warn: no UEFI [FIRMWARE_NOT_UEFI]",
    "hardware.tpm skip: none; only Trusted Boot needs one",
    "hardware.virtualization pass: virtual machine (kvm)",
    "system.os warn: Debian GNU/Linux 12 (bookworm) [OS_UNVERIFIED]",
    "system.kernel pass: 6.18.44",
    "system.systemd fail: not running [SYSTEMD_MISSING]",
    "system.cgroup fail: v1 [CGROUP_NOT_V2]",
    "system.swap pass: off",
    "system.modules warn: missing: ip_vs, dm_mod [KERNEL_MODULES_LACKING]",
    "system.sysctls warn: 4 of 5 differ [SYSCTL_DIFFERS]",
    "system.mounts warn: mounts are private [MOUNT_NOT_SHARED]",
    "system.clock-sync unknown: neither timesyncd nor chrony answers",
    "system.clock-plausible pass: 2026-11-20 13:23 UTC",
    "network.link pass: eth0, 192.0.2.2/24",
    "network.default-route pass: 192.0.2.1 on eth0",
    "network.dns pass: 10.255.255.53",
    "network.hostname pass: vm",
    "kubernetes.ports pass: 8 free",
    "kubernetes.leftovers pass: none",
  ],
  "container-on-pi": [
    "hardware.architecture warn: arm64, Raspberry Pi 4 Model B Rev 1.5 [ARCHITECTURE_UNVERIFIED]",
    "hardware.cpu-model skip: judged by the board, see Architecture",
    "hardware.cores pass: 4 cores",
    "hardware.memory pass: 7.6 GiB",
    "hardware.main-drive unknown: none of the drives seen holds the root file system",
    "hardware.drive-type unknown: none of the drives seen holds the root file system",
    "hardware.drive-latency unknown: /var/lib/bringup is in memory, not on a drive",
    "hardware.drive-contents unknown: none of the drives seen holds the root file system",
    "hardware.gpu skip: none",
    "hardware.firmware warn: no UEFI [FIRMWARE_NOT_UEFI]",
    "hardware.tpm skip: none; only Trusted Boot needs one",
    "hardware.virtualization fail: inside a container [INSIDE_CONTAINER]",
    "system.os warn: Debian GNU/Linux 12 (bookworm) [OS_UNVERIFIED]",
    "system.kernel pass: 6.6.51+rpt-rpi-v8",
    "system.systemd fail: not running [SYSTEMD_MISSING]",
    "system.cgroup fail: v2 without memory [CGROUP_CONTROLLER_MISSING]",
    "system.swap pass: off",
    "system.modules fail: locked out: overlay, br_netfilter, nf_conntrack, nf_nat, xt_conntrack, xt_mark, xt_addrtype [KERNEL_MODULES_LOCKED]",
    "system.sysctls warn: 4 of 5 differ [SYSCTL_DIFFERS]",
    "system.mounts warn: mounts are private [MOUNT_NOT_SHARED]",
    "system.clock-sync unknown: neither timesyncd nor chrony answers",
    "system.clock-plausible pass: 2027-01-15 08:00 UTC",
    "network.link pass: eth0, 172.17.0.2/16",
    "network.default-route warn: two of equal weight: eth0, eth1 [DEFAULT_ROUTE_AMBIGUOUS]",
    "network.dns warn: only 127.0.0.11 [DNS_ONLY_LOOPBACK]",
    "network.hostname pass: 3f2a9c0d1e4b",
    "kubernetes.ports pass: 8 free",
    "kubernetes.leftovers pass: none",
  ],
};

function row(result: CheckResult): string {
  const code = "code" in result ? ` [${result.code}]` : "";
  return `${result.id} ${result.status}: ${result.observed}${code}`;
}

test("every recorded machine has its expected rows", () => {
  assert.deepEqual(Object.keys(EXPECTED).sort(), MACHINE_NAMES);
});

for (const [name, rows] of Object.entries(EXPECTED)) {
  test(`${name} gets what its record deserves`, async () => {
    assert.deepEqual((await checked(loadMachine(name))).map(row), rows);
  });
}

test("on a machine that shows nothing every check says it cannot tell, and none passes", async () => {
  const results = await checked(loadBlindMachine("amd64-server"));
  assert.deepEqual(
    results.map(({ id, status }) => `${id} ${status}`),
    CHECKS.map(({ id }) => `${id} unknown`),
  );
  for (const { id, observed } of results) assert.notEqual(observed, "", id);
});

test("every check has a recorded machine that passes and one that does not", () => {
  const rows = Object.values(EXPECTED).flat();
  for (const { id } of CHECKS) {
    assert.ok(
      rows.some((text) => text.startsWith(`${id} pass: `)),
      `${id} passes nowhere`,
    );
    assert.ok(
      rows.some((text) => text.startsWith(`${id} warn: `) || text.startsWith(`${id} fail: `)),
      `${id} is found wanting nowhere`,
    );
  }
});

test("every finding says what is expected, why, and what to do, in one sentence each", async () => {
  for (const name of MACHINE_NAMES) {
    for (const result of await checked(loadMachine(name))) {
      if (result.status !== "warn" && result.status !== "fail") continue;
      assert.match(result.code, /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/, result.id);
      assert.match(result.remedy, /^[A-Z][^!]*\.$/, result.id);
      assert.match(result.why ?? "", /^[A-Za-z][^!]*\.$/, result.id);
      assert.ok(result.expected.length > 0, result.id);
    }
  }
});
