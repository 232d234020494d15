import assert from "node:assert/strict";
import { basename, dirname } from "node:path";
import { test } from "node:test";
import type { CommandOutcome } from "../../src/engine/index.ts";
import { createMemoryHost, exited, type MemoryFile } from "../../src/host/index.ts";
import { type Disk, observeInventory } from "../../src/inventory/index.ts";

const { signal } = new AbortController();

interface Found {
  readonly files?: Readonly<Record<string, MemoryFile>>;
  /** Names below /dev/disk and the device behind each. */
  readonly links?: Readonly<Record<string, string>>;
  readonly lsblk?: object;
  readonly blkid?: CommandOutcome;
}

async function drivesOf({ files = {}, links = {}, lsblk, blkid }: Found): Promise<readonly Disk[]> {
  const host = createMemoryHost({
    files: { "/proc/self/mountinfo": "", ...files },
    commands: {
      ...(lsblk === undefined ? {} : { lsblk: () => exited(JSON.stringify(lsblk)) }),
      ...(blkid === undefined ? {} : { blkid: () => blkid }),
    },
  });
  const { list, readLink } = host.files;
  const namesIn = (folder: string) =>
    Object.keys(links).flatMap((path) => (dirname(path) === folder ? [basename(path)] : []));
  host.files.list = async (folder) =>
    folder.startsWith("/dev/disk/") ? namesIn(folder) : list(folder);
  host.files.readLink = async (path) => (path in links ? `../../${links[path]}` : readLink(path));
  const { disks } = await observeInventory(host, { signal });
  return disks.is === "known" ? disks.value : [];
}

const SDA = { blockdevices: [{ name: "sda", "maj:min": "8:0", type: "disk", size: 4e12 }] };

test("the name that stays has the model and serial in it, rather than a number nobody can compare", async () => {
  const [disk] = await drivesOf({
    lsblk: SDA,
    links: {
      "/dev/disk/by-id/wwn-0x5000c500a1b2c3d4": "sda",
      "/dev/disk/by-id/ata-ST4000NM0035_ZC1AAAAA": "sda",
      "/dev/disk/by-id/ata-ST4000NM0035_ZC1AAAAA-part1": "sda1",
      "/dev/disk/by-path/pci-0000:00:17.0-ata-2": "sda",
    },
  });
  assert.equal(disk?.stablePath, "/dev/disk/by-id/ata-ST4000NM0035_ZC1AAAAA");
});

test("a drive without a serial goes by its place in the machine", async () => {
  const [disk] = await drivesOf({
    lsblk: SDA,
    links: { "/dev/disk/by-path/pci-0000:00:17.0-ata-2": "sda" },
  });
  assert.equal(disk?.stablePath, "/dev/disk/by-path/pci-0000:00:17.0-ata-2");
});

test("a name with signs that installers once refused comes behind a number without them", async () => {
  const lsblk = { blockdevices: [{ name: "sdb", "maj:min": "8:16", type: "disk", size: 1e12 }] };
  const [disk] = await drivesOf({
    lsblk,
    files: {
      "/run/udev/data/b8:16":
        "S:disk/by-id/usb-Kingston_DT:100_1.0-0:0\nS:disk/by-id/wwn-0x5000c5\nS:disk/by-uuid/7\n",
    },
  });
  // Equal rank: the shorter one, which every installer takes.
  assert.equal(disk?.stablePath, "/dev/disk/by-id/wwn-0x5000c5");
});

test("without udev and without links no name is made up", async () => {
  const [disk] = await drivesOf({ lsblk: SDA });
  assert.equal(disk?.stablePath, undefined);
});

test("without lsblk file systems, labels and names come from udev's records, and a USB drive is known", async () => {
  const [disk] = await drivesOf({
    files: {
      "/sys/block/sdc/size": "31116288\n",
      "/sys/block/sdc/dev": "8:32\n",
      "/sys/block/sdc/removable": "1\n",
      "/sys/block/sdc/sdc1/size": "31000000\n",
      "/sys/block/sdc/sdc1/dev": "8:33\n",
      "/run/udev/data/b8:32": "S:disk/by-id/usb-SanDisk_4C53\nE:ID_BUS=usb\n",
      "/run/udev/data/b8:33": "E:ID_FS_TYPE=vfat\nE:ID_FS_LABEL=CIDATA\n",
    },
  });
  assert.deepEqual(disk, {
    name: "sdc",
    path: "/dev/sdc",
    stablePath: "/dev/disk/by-id/usb-SanDisk_4C53",
    sizeBytes: 31116288 * 512,
    kind: "usb",
    transport: "usb",
    removable: true,
    isMain: false,
    contents: [{ name: "sdc1", sizeBytes: 31000000 * 512, filesystem: "vfat", label: "CIDATA" }],
  });
});

test("a drive that shows nothing is empty only where somebody could look", async () => {
  const isUnread = async (found: Found) => (await drivesOf(found))[0]?.isUnread;
  assert.equal(await isUnread({ lsblk: SDA }), true);
  const seen = { name: "sdb", type: "disk", size: 1e9, fstype: "ext4" };
  const two = { blockdevices: [...SDA.blockdevices, seen] };
  assert.equal(await isUnread({ lsblk: two }), undefined);
  const record = { "/run/udev/data/b8:0": "E:ID_MODEL=x\n" };
  assert.equal(await isUnread({ lsblk: SDA, files: record }), undefined);
});

test("where udev does not run, root asks blkid what is on a drive; nobody else does", async () => {
  const asRoot = { "/proc/self/status": "Name:\tx\nUid:\t0\t0\t0\t0\n", "/dev/sda": "" };
  const part = { name: "sda1", "maj:min": "8:1", type: "part", size: 1e9 };
  const lsblk = { blockdevices: [{ ...SDA.blockdevices[0], children: [part] }] };
  const blkid = exited("DEVNAME=/dev/sda1\nLABEL=COS\\_STATE\nUUID=7\nTYPE=ext4\n");
  const [disk] = await drivesOf({ lsblk, files: asRoot, blkid });
  assert.equal(disk?.isUnread, undefined);
  assert.deepEqual(disk?.contents, [
    { name: "sda1", sizeBytes: 1e9, filesystem: "ext4", label: "COS_STATE" },
  ]);
  const nothing = await drivesOf({ lsblk: SDA, files: asRoot, blkid: exited("", { exitCode: 2 }) });
  assert.equal(nothing[0]?.isUnread, undefined);
  const asNobody = { ...asRoot, "/proc/self/status": "Uid:\t1000\t1000\t1000\t1000\n" };
  assert.equal((await drivesOf({ lsblk, files: asNobody, blkid }))[0]?.isUnread, true);
  assert.equal((await drivesOf({ lsblk, files: asRoot }))[0]?.isUnread, true);
});
