import assert from "node:assert/strict";
import test from "node:test";
import { CHECKS, type RunChecksRequest, runChecks } from "../../src/checks/index.ts";
import { known } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { observeInventory } from "../../src/inventory/index.ts";
import { GIB } from "../../src/quantity/index.ts";
import type { EdgeHostSpec } from "../../src/spec/index.ts";
import { loadMachine, type MachineOptions } from "../support/machines.ts";

const { signal } = new AbortController();

interface Asked extends MachineOptions {
  readonly spec?: EdgeHostSpec;
  readonly request?: Partial<RunChecksRequest>;
}

/** One row for one check on the good server with something changed. */
async function ask(id: string, { spec, request, ...options }: Asked = {}): Promise<string> {
  const { host, measureDrive } = loadMachine("amd64-server", options);
  const inventory = await observeInventory(host, { signal });
  const [result] = await runChecks({
    host,
    inventory,
    measureDrive,
    signal,
    checks: CHECKS.filter((check) => check.id === id),
    ...(spec && { document: { apiVersion: "bringup/v1alpha1", kind: "EdgeHost", spec } }),
    ...request,
  });
  assert.ok(result, `no check ${id}`);
  return `${result.status}: ${result.observed}${"code" in result ? ` [${result.code}]` : ""}`;
}

const cpuNamed = (name: string) => ({
  files: {
    "/proc/cpuinfo": `processor\t: 0\nvendor_id\t: X\nmodel name\t: ${name}\nflags\t: lm\n`,
  },
});

for (const [name, row] of [
  ["11th Gen Intel(R) Core(TM) i7-1185G7 @ 3.00GHz", "pass: Intel Core i7-1185G7"],
  ["Intel(R) Core(TM) i3-8100T CPU @ 3.10GHz", "pass: Intel Core i3-8100T"],
  ["Intel(R) Xeon(R) Gold 6338N CPU @ 2.20GHz", "pass: Intel Xeon Gold 6338N"],
  ["AMD Ryzen 7 5800X 8-Core Processor", "pass: AMD Ryzen 7 5800X"],
  ["AMD Ryzen 9 7940HS w/ Radeon 780M Graphics", "pass: AMD Ryzen 9 7940HS"],
  ["AMD Ryzen 5 PRO 5650U with Radeon Graphics", "pass: AMD Ryzen 5 PRO 5650U"],
  ["AMD EPYC 7302P 16-Core Processor", "pass: AMD EPYC 7302P"],
  ["Intel(R) Celeron(R) J6412 @ 2.00GHz", "warn: Intel Celeron J6412 [CPU_UNVERIFIED]"],
  ["Intel Atom(R) x6425E Processor", "warn: Intel Atom x6425E [CPU_UNVERIFIED]"],
  ["Intel(R) Core(TM) Ultra 7 155H", "warn: Intel Core Ultra 7 155H [CPU_UNVERIFIED]"],
  [
    "AMD Ryzen Embedded V1605B with Radeon",
    "warn: AMD Ryzen Embedded V1605B with Radeon [CPU_UNVERIFIED]",
  ],
  ["QEMU Virtual CPU version 2.5+", "warn: QEMU Virtual CPU version 2.5+ [CPU_UNVERIFIED]"],
] as const) {
  test(`the processor ${name} is shown short and judged by its family`, async () => {
    assert.equal(await ask("hardware.cpu-model", cpuNamed(name)), row);
  });
}

test("a 32-bit processor is refused", async () => {
  const asked = { files: { "/proc/sys/kernel/arch": "i686\n" } };
  assert.equal(await ask("hardware.architecture", asked), "fail: i686 [ARCHITECTURE_UNSUPPORTED]");
});

const memoryOf = (bytes: number) => ({
  files: { "/proc/meminfo": `MemTotal: ${Math.round(bytes / 1024)} kB\n` },
});

test("8 GiB less a tenth kept by the firmware is enough, a byte less is not", async () => {
  assert.equal(await ask("hardware.memory", memoryOf(7.2 * GIB + 1024)), "pass: 7.2 GiB");
  assert.equal(
    await ask("hardware.memory", memoryOf(7.2 * GIB - 1024)),
    "fail: 7.2 GiB [MEMORY_BELOW_MINIMUM]",
  );
});

test("a drive that is slow on one write in a hundred is a warning, a hopeless one a failure", async () => {
  const measured = (p99Ms: number) => ({
    request: {
      measureDrive: async () => known({ path: "/x", p50Ms: 1, p99Ms, samples: 200 }),
    },
  });
  assert.equal(await ask("hardware.drive-latency", measured(10)), "pass: fsync p99 10 ms");
  assert.equal(
    await ask("hardware.drive-latency", measured(10.5)),
    "warn: fsync p99 11 ms [DRIVE_TOO_SLOW]",
  );
  assert.equal(
    await ask("hardware.drive-latency", measured(51)),
    "fail: fsync p99 51 ms [DRIVE_TOO_SLOW]",
  );
});

test("nothing is written to the drive unless the caller brings the way to measure", async () => {
  const { host } = loadMachine("amd64-server");
  const inventory = await observeInventory(host, { signal });
  const results = await runChecks({ host, inventory, signal });
  assert.deepEqual(host.effects, []);
  const latency = results.find(({ id }) => id === "hardware.drive-latency");
  assert.equal(latency?.observed, "not measured: measuring writes to the drive");
  assert.equal(latency?.status, "unknown");
});

for (const [release, row] of [
  ["4.18.0-553.el8_10.x86_64", "fail: 4.18.0-553.el8_10.x86_64 [KERNEL_TOO_OLD]"],
  ["4.19.0-27-amd64", "warn: 4.19.0-27-amd64 [KERNEL_OLD]"],
  ["5.8.0", "pass: 5.8.0"],
  ["6.8.0-57-generic", "warn: 6.8.0-57-generic [KERNEL_BREAKS_CALICO]"],
  ["6.8.0-1022-aws", "warn: 6.8.0-1022-aws [KERNEL_BREAKS_CALICO]"],
  ["6.8.0-59-generic", "pass: 6.8.0-59-generic"],
  ["mystery", "unknown: release mystery is not a version"],
] as const) {
  test(`kernel ${release} is judged for a cluster with Calico`, async () => {
    const cluster = {
      name: "edge",
      distribution: "any",
      version: "1.35.3",
      artefacts: "/artefacts",
      cni: "calico",
    } as const;
    const files = { "/proc/sys/kernel/osrelease": `${release}\n` };
    assert.equal(await ask("system.kernel", { files, spec: { cluster } }), row);
  });
}

test("the CIS profile adds the settings its kubelet insists on", async () => {
  const cluster = {
    name: "edge",
    distribution: "any",
    version: "1.35.3",
    artefacts: "/artefacts",
    hardening: "cis",
  } as const;
  assert.equal(await ask("system.sysctls", { spec: { cluster } }), "pass: 10 as wanted");
  const files = { "/proc/sys/kernel/panic": "0\n" };
  assert.equal(await ask("system.sysctls", { files }), "pass: 6 as wanted");
  assert.equal(
    await ask("system.sysctls", { files, spec: { cluster } }),
    "warn: 1 of 10 differ [SYSCTL_DIFFERS]",
  );
});

test("a bridge setting whose module is not loaded yet differs; it is not unknown", async () => {
  const without = ["/proc/sys/net/bridge"];
  assert.equal(await ask("system.sysctls", { without }), "warn: 2 of 6 differ [SYSCTL_DIFFERS]");
});

test("a missing list of swap areas is unknown, not off", async () => {
  assert.equal(
    await ask("system.swap", { without: ["/proc/swaps"] }),
    "unknown: /proc/swaps is missing",
  );
});

test("a kernel that says nothing about its modules is unknown", async () => {
  assert.equal(
    await ask("system.modules", { without: ["/lib/modules", "/boot"] }),
    "unknown: not known: xt_conntrack, xt_mark, xt_addrtype, vxlan, ip_vs, ip_vs_rr, ip_vs_wrr, ip_vs_sh, iptable_filter, iptable_mangle, iptable_nat, ip_tunnel, ipip, dm_mod",
  );
});

test("a /var that turned read-only is a failure", async () => {
  const files = {
    "/proc/self/mountinfo": "29 1 252:0 / / ro,relatime shared:1 - ext4 /dev/sda1 rw\n",
  };
  assert.equal(
    await ask("system.mounts", { files }),
    "fail: read-only: /var/lib, /var/lib/kubelet [MOUNT_READ_ONLY]",
  );
});

test("an hour of clocks apart is local time, a year is an empty battery", async () => {
  const rtc = (seconds: number) => ({
    files: { "/sys/class/rtc/rtc0/since_epoch": `${seconds}\n` },
  });
  assert.equal(
    await ask("system.clock-plausible", rtc(1_800_003_600)),
    "pass: 2027-01-15 08:00 UTC",
  );
  assert.equal(
    await ask("system.clock-plausible", rtc(1_768_464_000)),
    "warn: hardware clock 365 d 0 h apart [HARDWARE_CLOCK_WRONG]",
  );
});

test("a link without an address is its own message", async () => {
  const host = createMemoryHost({
    files: {
      "/sys/class/net/eth0/type": "1\n",
      "/sys/class/net/eth0/carrier": "1\n",
      "/sys/class/net/eth0/device/uevent": "DRIVER=e1000e\n",
    },
    commands: {
      ip: () => ({
        is: "exited",
        exitCode: 0,
        stderr: "",
        stdout:
          '[{"ifname":"eth0","flags":["UP"],"addr_info":[{"family":"inet6","local":"fe80::1","prefixlen":64,"scope":"link"}]}]',
      }),
    },
  });
  const inventory = await observeInventory(host, { signal });
  const checks = CHECKS.filter(({ id }) => id === "network.link");
  const [result] = await runChecks({ host, inventory, signal, checks });
  assert.equal(result?.observed, "no address on eth0");
  assert.equal(result && "code" in result && result.code, "NETWORK_NO_ADDRESS");
});

test("a stub resolver without servers behind it is a failure", async () => {
  const files = { "/run/systemd/resolve/resolv.conf": "# none\n" };
  assert.equal(await ask("network.dns", { files }), "fail: no server [DNS_NO_SERVER]");
});

test("the name of the plane is looked up only when the document has one", async () => {
  const registration = { mode: "central", plane: "https://plane.example" } as const;
  assert.equal(
    await ask("network.dns", { spec: { registration } }),
    "warn: 10.10.216.1, 10.10.216.2 does not know plane.example [DNS_NAME_UNKNOWN]",
  );
  const numbered = { mode: "central", plane: "https://[fd00::1]:8443" } as const;
  assert.equal(
    await ask("network.dns", { spec: { registration: numbered } }),
    "pass: 10.10.216.1, 10.10.216.2",
  );
});

test("an image's own host name is fine when the document brings a better one", async () => {
  const files = { "/proc/sys/kernel/hostname": "localhost\n" };
  assert.equal(await ask("network.hostname", { files }), "fail: localhost [HOSTNAME_DEFAULT]");
  assert.equal(
    await ask("network.hostname", { files, spec: { host: { hostname: "edge-17" } } }),
    "pass: localhost, becomes edge-17",
  );
  assert.equal(
    await ask("network.hostname", { files: { "/proc/sys/kernel/hostname": "Edge_17\n" } }),
    "fail: Edge_17 [HOSTNAME_INVALID]",
  );
});

test("ports and leftovers of a distribution come from the caller", async () => {
  const files = { "/opt/other/state.db": "x" };
  const extraLeftovers = [{ path: "/opt/other", owner: "the other one" }];
  assert.equal(
    await ask("kubernetes.leftovers", { files, request: { extraLeftovers } }),
    "fail: the other one [LEFTOVERS_FOUND]",
  );
  assert.equal(
    await ask("kubernetes.ports", { request: { extraPorts: [{ port: 9345, use: "join" }] } }),
    "pass: 9 free",
  );
});

test("a port that UDP wants is told by the kernel's own table, on every address", async () => {
  const extraPorts = [{ port: 8472, protocol: "udp", use: "tunnels of pods" }] as const;
  const head = "  sl  local_address rem_address   st\n";
  const files = {
    "/proc/net/tcp": head,
    "/proc/net/udp": `${head}  1: 51D8700A:2118 00000000:0000 07\n`,
  };
  assert.equal(
    await ask("kubernetes.ports", { files, request: { extraPorts } }),
    "fail: in use: 8472/udp [PORT_IN_USE]",
  );
  const free = { ...files, "/proc/net/udp": head };
  assert.equal(
    await ask("kubernetes.ports", { files: free, request: { extraPorts } }),
    "pass: 9 free",
  );
  const { "/proc/net/udp": _, ...untold } = files;
  assert.equal(
    await ask("kubernetes.ports", { files: untold, request: { extraPorts } }),
    "unknown: port 8472/udp: the kernel does not show who uses it",
  );
});

test("a program that listens on one address alone takes the port all the same", async () => {
  const files = { "/proc/net/tcp": "  sl\n   0: 51D8700A:192B 00000000:0000 0A 0 0\n" };
  assert.equal(await ask("kubernetes.ports", { files }), "fail: in use: 6443 [PORT_IN_USE]");
});

test("the cluster this host runs for us is neither leftover nor intruder", async () => {
  const request = { ownCluster: "shop-12" };
  assert.equal(await ask("kubernetes.leftovers", { request }), "skip: belongs to shop-12");
  assert.equal(await ask("kubernetes.ports", { request }), "skip: in use by shop-12");
});

test("data on a second drive is a warning that names the drive", async () => {
  const host = loadMachine("small-box").host;
  const inventory = await observeInventory(host, { signal });
  assert.equal(inventory.disks.is, "known");
  if (inventory.disks.is !== "known") return;
  const disks = known(
    inventory.disks.value.map((disk) =>
      disk.isMain
        ? disk
        : { ...disk, contents: [{ name: "sdb1", sizeBytes: 1e9, filesystem: "ntfs" }] },
    ),
  );
  const checks = CHECKS.filter(({ id }) => id === "hardware.drive-contents");
  const [result] = await runChecks({ host, inventory: { ...inventory, disks }, signal, checks });
  assert.equal(result?.observed, "data on /dev/sdb");
  assert.deepEqual(
    result && "evidence" in result && result.evidence?.[1],
    "/dev/sdb 15.9 GB, Ultra Fit: sdb1 ntfs, 1 GB",
  );
});
