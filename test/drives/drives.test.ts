import assert from "node:assert/strict";
import { test } from "node:test";
import { driveLines, driveRow, installPath, judgeDrive } from "../../src/drives/index.ts";
import type { Disk } from "../../src/inventory/index.ts";
import { EMPTY, FOREIGN, MAIN, STICK, UNREAD } from "../support/drives.ts";

const reasonsOf = (disk: Disk) => judgeDrive(disk).reasons.map(({ text }) => text);
const verdictOf = (disk: Disk) => judgeDrive(disk).verdict;

test("an empty SSD of 100 GB would do; a byte less would not, and it is said how much is wanted", () => {
  assert.deepEqual(judgeDrive({ ...EMPTY, sizeBytes: 100e9 }), { verdict: "fits", reasons: [] });
  const small = { ...EMPTY, sizeBytes: 100e9 - 1 };
  assert.equal(verdictOf(small), "unfit");
  assert.deepEqual(reasonsOf({ ...small, sizeBytes: 62e9 }), ["62 GB, 100 GB wanted"]);
});

test("a rotating drive that fails and holds somebody's data is doubted for all three", () => {
  assert.equal(verdictOf(FOREIGN), "doubtful");
  assert.deepEqual(reasonsOf(FOREIGN), [
    "rotating, SSD wanted",
    "419 failed commands",
    "it holds data, which an installation erases",
  ]);
});

test("a stick is known as the medium it is, and is never just a drive with data", () => {
  assert.deepEqual(reasonsOf(STICK), [
    "15.9 GB, 100 GB wanted",
    "install medium (COS_LIVE)",
    "on USB, SSD wanted",
    "it can be pulled out",
  ]);
  assert.equal(driveRow(STICK).says, "install medium");
  const contents = [{ name: "sdb1", sizeBytes: 1e9, filesystem: "vfat", label: "CIDATA" }];
  assert.equal(driveRow({ ...STICK, contents }).says, "user-data medium");
  const inUse = [{ name: "sdb1", sizeBytes: 1e9, mountedAt: "/run/initramfs/live" }];
  assert.equal(driveRow({ ...STICK, contents: inUse }).says, "medium in use now");
});

test("an edge system on another drive is said to be one; on the main drive it is the running one", () => {
  const other = { ...MAIN, isMain: false };
  assert.deepEqual(reasonsOf(other), ["an edge system is on it; wipe it first"]);
  assert.deepEqual(judgeDrive(MAIN), { verdict: "fits", reasons: [] });
  assert.equal(driveRow(MAIN).says, "runs this system");
});

test("a drive nobody could look at is unknown, and is never called empty", () => {
  assert.equal(verdictOf({ ...EMPTY, isUnread: true }), "unknown");
  assert.equal(verdictOf(UNREAD), "unknown");
  assert.deepEqual(driveLines(UNREAD).at(-1), [
    "Holds",
    "unknown: it takes root, or udev, to look",
  ]);
  assert.deepEqual(driveLines(EMPTY).at(-1), ["Holds", "nothing: no partition, no file system"]);
});

test("wear and failed commands count from the same limits as the check", () => {
  assert.equal(verdictOf({ ...EMPTY, health: { failedCommands: 20, wornPercent: 90 } }), "fits");
  assert.equal(verdictOf({ ...EMPTY, health: { failedCommands: 21 } }), "doubtful");
  assert.equal(verdictOf({ ...EMPTY, health: { wornPercent: 100 } }), "doubtful");
});

test("what a signature means is said in words, with label, place and what is used of how much", () => {
  assert.deepEqual(
    driveLines(FOREIGN)
      .slice(-3)
      .map(([, text]) => text),
    [
      "sda1 part of an LVM volume group, 2 TB",
      "data-tank encrypted (LUKS), 1.9 TB",
      'sda2 member of a software RAID "nas:0", 2 TB',
    ],
  );
  const [, last] = driveLines(MAIN).at(-1) ?? [];
  assert.equal(last, 'nvme0n1p4 ext4 "COS_PERSISTENT" on /usr/local, 14 GB of 930 GB used');
});

test("an installer gets the name that stays, and the kernel's where there is none", () => {
  assert.equal(installPath(EMPTY), EMPTY.stablePath);
  assert.equal(installPath(STICK), "/dev/sdb");
});
