import assert from "node:assert/strict";
import { test } from "node:test";
import { createCliBench, jsonLines } from "../support/cli-world.ts";
import { loadMachine } from "../support/machines.ts";

const onServer = (...argv: readonly string[]) =>
  createCliBench({ host: loadMachine("amd64-server").host, columns: 79 }).run("drives", ...argv);

test("drives lists every drive with what to know first, and the name that stays below it; GPUs too", async () => {
  const { exitCode, stdout } = await onServer();
  assert.equal(exitCode, 0);
  assert.equal(
    stdout,
    [
      "[ OK ] /dev/nvme0n1   960 GB  NVMe        runs this system  SAMSUNG MZQL2960H..",
      "       /dev/disk/by-id/nvme-SAMSUNG_MZQL2960HCJR-00A07_S64FNE0R400123",
      "[ OK ] /dev/nvme1n1   1.9 TB  NVMe        would do          SAMSUNG MZQL21T9H..",
      "       /dev/disk/by-id/nvme-SAMSUNG_MZQL21T9HCJR-00A07_S64GNE0R500456",
      "GPU    ASPEED Graphics Family, memory not known, 1a03:2000",
      "GPU    NVIDIA A2 / A16, 16 GB, 10de:25b6",
      "",
    ].join("\n"),
  );
});

test("one drive is told whole, by its path, its name that stays or its serial number", async () => {
  const byPath = await onServer("/dev/nvme0n1");
  assert.match(byPath.stdout, /^Holds +nvme0n1p1 vfat on \/boot\/efi, 6\.4 MB of 1\.1 GB used$/m);
  assert.match(byPath.stdout, /^ +nvme0n1p3 part of an LVM volume group, 957 GB$/m);
  assert.equal((await onServer("S64FNE0R400123")).stdout, byPath.stdout);
  const missing = await onServer("/dev/sdz");
  assert.equal(missing.exitCode, 1);
  assert.equal(missing.stdout, "No drive is called /dev/sdz. See bringup drives.\n");
});

test("as JSON each drive has what was seen and what it would do, and unknown stays unknown", async () => {
  const [first] = jsonLines((await onServer("--json")).stdout) as { drive: object }[];
  assert.partialDeepStrictEqual(first, {
    drive: { name: "nvme0n1", isMain: true, asMainDrive: { verdict: "fits", reasons: [] } },
  });
  const { host } = loadMachine("jetson-orin", {
    missingCommands: ["lsblk"],
    without: ["/sys/block"],
  });
  const blind = await createCliBench({ host }).run("drives", "--json");
  assert.equal(blind.exitCode, 1);
  const [drives] = jsonLines(blind.stdout) as { drives: { is: string; why: string } }[];
  assert.deepEqual(drives?.drives, {
    is: "unknown",
    why: "lsblk is not installed, and /sys/block is missing",
  });
});
