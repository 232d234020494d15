import assert from "node:assert/strict";
import { test } from "node:test";
import { ABSENT, known, unknown } from "../../src/engine/index.ts";
import type { Inventory } from "../../src/inventory/index.ts";
import { deviceSpecOf } from "../../src/registration/index.ts";

const NOTHING: Inventory = {
  cpu: unknown("no /proc"),
  memory: unknown("no /proc"),
  disks: unknown("lsblk is missing"),
  nics: unknown("ip is missing"),
  gpus: ABSENT,
  firmware: unknown("no sysfs"),
  dmi: ABSENT,
  os: ABSENT,
  kernel: ABSENT,
  virtualization: ABSENT,
  boot: ABSENT,
};

test("what could not be read is left out, not sent as zero", () => {
  assert.deepEqual(deviceSpecOf(NOTHING), {
    archType: "amd64",
    hostState: "registration",
    hostType: "agent-mode",
  });
});

test("a machine is described in the units and words of the public model", () => {
  const GiB = 1024 ** 3;
  const inventory: Inventory = {
    ...NOTHING,
    cpu: known({ architecture: "arm64", model: "Orin", vendor: "ARM", cores: 4, flags: [] }),
    memory: known({ totalBytes: 7930 * 1024 ** 2 + 17, availableBytes: 1, swapBytes: 0 }),
    disks: known([
      {
        name: "sda",
        path: "/dev/sda",
        sizeBytes: 300 * GiB,
        kind: "ssd",
        model: "VMware Virtual disk",
        removable: false,
        isMain: true,
        contents: [
          {
            name: "sda1",
            sizeBytes: 24 * GiB,
            filesystem: "ext4",
            mountedAt: "/",
            usedBytes: 9 * GiB,
          },
          { name: "sda2", sizeBytes: 1024 },
        ],
      },
      {
        name: "sr0",
        path: "/dev/sr0",
        sizeBytes: 0,
        kind: "unknown",
        removable: true,
        isMain: false,
        contents: [],
      },
    ]),
    nics: known([
      {
        name: "ens160",
        mac: "00:50:56:aa:bb:cc",
        kind: "ethernet",
        carrier: known(true),
        mtu: 1500,
        addresses: [
          { family: "ipv6", address: "fe80::1", prefix: 64, method: "link-local" },
          { family: "ipv4", address: "10.10.216.81", prefix: 18, method: "dynamic" },
        ],
      },
    ]),
    gpus: known([{ pciId: "0000:11:00.0", vendor: "NVIDIA" }]),
    firmware: known({ mode: "uefi", secureBoot: known(true), tpm: ABSENT }),
    os: known({ id: "ubuntu", version: "24.04", prettyName: "Ubuntu 24.04", isKairos: true }),
    kernel: known({ release: "6.8.0-45", commandLine: "" }),
  };
  assert.deepEqual(deviceSpecOf(inventory), {
    archType: "arm64",
    hostState: "registration",
    hostType: "appliance",
    secureBoot: true,
    cpu: { cores: 4 },
    memory: { sizeInMB: 7930 },
    disks: [
      {
        size: 300,
        vendor: "VMware",
        controller: "SSD",
        partitions: [
          { fileSystemType: "ext4", mountPoint: "/", totalSpace: 24, freeSpace: 15, usedSpace: 9 },
          {},
        ],
      },
      {},
    ],
    nics: [
      {
        nicName: "ens160",
        macAddr: "00:50:56:aa:bb:cc",
        ip: "10.10.216.81",
        subnet: "255.255.192.0",
      },
    ],
    gpus: [{ vendor: "NVIDIA", addresses: { "0000:11:00.0": "0000_11_00_0" } }],
    os: { family: "ubuntu", version: "24.04", kernelVersion: "6.8.0-45" },
  });
});
