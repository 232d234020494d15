import assert from "node:assert/strict";
import { test } from "node:test";
import { CHECKS, runChecks } from "../../src/checks/index.ts";
import { known } from "../../src/engine/index.ts";
import { type Disk, observeInventory } from "../../src/inventory/index.ts";
import type { InstallSpec } from "../../src/spec/index.ts";
import { EMPTY, MAIN, STICK } from "../support/drives.ts";
import { loadMachine } from "../support/machines.ts";

const { signal } = new AbortController();
const checks = CHECKS.filter(({ id }) => id === "hardware.partition-plan");

/** What is said of this plan on a host with these drives. */
async function planned(install: InstallSpec, disks: readonly Disk[] = [MAIN, EMPTY, STICK]) {
  const { host } = loadMachine("amd64-server");
  host.files.readLink = async (path) =>
    path === "/dev/disk/by-label/BIG" ? "../../nvme1n1" : undefined;
  const inventory = { ...(await observeInventory(host, { signal })), disks: known(disks) };
  const spec = { install };
  const document = { apiVersion: "bringup/v1alpha1", kind: "EdgeHost", spec } as const;
  const [result] = await runChecks({ host, inventory, document, signal, checks });
  return `${result?.status}: ${result?.observed}`;
}

const DATA = { name: "data", sizeMib: 1000, filesystem: "ext4" };
const REST = { name: "rest", filesystem: "ext4" };

test("without a drive the installer takes the largest that is no stick", async () => {
  assert.equal(await planned({}), "pass: /dev/nvme1n1, 0 partitions asked for");
});

test("a drive goes by its path, its name that stays, or any other link to it", async () => {
  for (const device of ["/dev/nvme1n1", EMPTY.stablePath, "/dev/disk/by-label/BIG"])
    assert.match(await planned({ device }), /^pass: \/dev\/nvme1n1/, device);
  assert.equal(await planned({ device: "/dev/sdz" }), "fail: /dev/sdz is no drive of this host");
});

test("the drive that runs this system is a warning, and nothing else about it is wrong", async () => {
  assert.equal(
    await planned({ device: MAIN.path }),
    "warn: /dev/nvme0n1 runs this system, and is erased",
  );
});

for (const [what, install, said] of [
  [
    "persistent data without a file system",
    { persistent: { sizeMib: 5 } },
    "persistent has no file system",
  ],
  ["two of one name", { partitions: [DATA, { ...DATA }, REST] }, "data is there twice"],
  [
    "one without a size before the last",
    { partitions: [REST, DATA] },
    "rest has no size and is not the last one",
  ],
  [
    "two that want what is left",
    { persistent: { filesystem: "ext4" }, partitions: [DATA, REST] },
    "persistent and rest both want what is left",
  ],
  [
    "more than there is",
    { partitions: [{ ...DATA, sizeMib: 2_000_000 }, REST] },
    "2.1 TB do not fit on 1.9 TB",
  ],
] as const) {
  test(`${what} stops the installer, and it is said`, async () => {
    assert.equal(await planned({ device: "/dev/nvme1n1", ...install }), `fail: ${said}`);
  });
}

test("a last one with a size, and one without a file system, are hardly meant", async () => {
  const persistent = { sizeMib: 100, filesystem: "ext4" };
  assert.equal(
    await planned({ persistent, partitions: [DATA] }),
    "warn: data is the last one and takes all that is left, whatever its size",
  );
  assert.equal(
    await planned({ persistent, partitions: [{ name: "raw" }] }),
    "warn: raw is made and not formatted",
  );
});

test("a drive below the minimum is refused with both numbers", async () => {
  const small = { ...EMPTY, sizeBytes: 62e9 };
  assert.equal(await planned({}, [small]), "fail: /dev/nvme1n1 has 62 GB of 100 GB");
});
