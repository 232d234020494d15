// Drives as a kernel and udev show them, on hardware of its own: what they are, and whether they would do.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { obstacle } from "../support/debian-tree.ts";
import { eventually } from "../support/eventually.ts";
import type { Printed } from "../support/printed.ts";
import { inGuest } from "./deadline.ts";
import { drives } from "./drive-images.ts";
import { type Guest, switchOn } from "./guest.ts";
import { copyImage, guestImage, TOOLS } from "./image.ts";
import { programOnCd, putIn } from "./program-cd.ts";

const why = obstacle(TOOLS);
const skip = why === undefined ? false : `drives of a guest not tested: ${why}`;
if (skip !== false) process.stdout.write(`\nSKIPPED, ${skip}\n\n`);

const folder = mkdtempSync(join(tmpdir(), "bringup-drives-"));
let guest: Guest | undefined;

before(async () => {
  if (skip !== false) return;
  const image = copyImage(await guestImage(), folder);
  guest = await switchOn({ ...image, besides: drives(folder) }, folder);
  await putIn(guest, programOnCd(folder));
});

after(async () => {
  await guest?.switchOff();
  rmSync(folder, { recursive: true, force: true });
});

/** A guest whose programs are read for the first time answers later than any limit of ours. */
async function seenDrives(): Promise<readonly Record<string, unknown>[]> {
  let drives: readonly Record<string, unknown>[] = [];
  await eventually(
    "lsblk answers in time",
    async () => {
      drives = (await said("drives")).flatMap(({ drive }) =>
        typeof drive === "object" && drive !== null ? [{ ...drive }] : [],
      );
      return drives.length > 0;
    },
    inGuest(10_000),
  );
  return drives;
}

async function said(...args: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const program = "/mnt/node /mnt/dist/bringup.js";
  const { stdout } = (await guest?.run(`${program} ${args.join(" ")} --json`, 900_000)) ?? {};
  return (stdout ?? "")
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}

test("each drive is what it is, by the name that stays, with what is on it", { skip }, async () => {
  const rows = (await seenDrives()).map((drive: Printed) => {
    const holds = drive.contents.map(
      ({ filesystem, label }: Record<string, unknown>) => label ?? filesystem,
    );
    return [drive.kind, drive.stablePath, ...holds, drive.asMainDrive.verdict].join(" ");
  });
  assert.deepEqual(rows.sort(), [
    "rotational /dev/disk/by-id/scsi-0SEAGATE_ST4000NM0035_ZC1AAAAA COS_STATE unfit",
    "ssd /dev/disk/by-id/scsi-0INTEL_SSDSC2KB120G8_PHYF0000AB fits",
    "usb /dev/disk/by-id/usb-QEMU_QEMU_HARDDISK_4C530001-0:0 COS_LIVE unfit",
    "virtual /dev/disk/by-id/nvme-QEMU_NVMe_Ctrl_S64FNE0R400123 crypto_LUKS unfit",
    "virtual /dev/disk/by-path/pci-0000:00:0a.0 ext4 unfit",
  ]);
});

/** What a container cannot do to its kernel, and what the checks say of it. */
const FAULTS: readonly { readonly title: string; readonly make: string; readonly said: string }[] =
  [
    {
      title: "an edge system and a stick are on other drives",
      make: "true",
      said: "hardware.drive-contents fail DRIVE_HOLDS_OTHER_SYSTEM",
    },
    {
      title: "there is swap",
      make: "dd if=/dev/zero of=/swap bs=1M count=16 status=none; chmod 600 /swap; mkswap /swap; swapon /swap",
      said: "system.swap warn SWAP_ON",
    },
    {
      title: "the kernel has no module for balancing",
      make: "rm -r /lib/modules/$(uname -r)/kernel/net/netfilter/ipvs; depmod",
      said: "system.modules warn KERNEL_MODULES_LACKING",
    },
    {
      title: "the hardware clock is years behind",
      make: "hwclock --set --date '2021-01-01 00:00:00'",
      said: "system.clock-plausible warn HARDWARE_CLOCK_WRONG",
    },
    {
      title: "the date is before this program was written",
      make: "date -s '2019-01-01 00:00:00'",
      said: "system.clock-plausible fail CLOCK_IMPLAUSIBLE",
    },
  ];

for (const { title, make, said: expected } of FAULTS) {
  test(`it is found that ${title}`, { skip }, async () => {
    await guest?.sh(make);
    const [id] = expected.split(" ");
    let row: Readonly<Record<string, unknown>> | undefined;
    await eventually(
      `${id} can tell`,
      async () => {
        row = (await said("check")).find((each) => each.id === id);
        return row !== undefined && row.status !== "unknown";
      },
      inGuest(10_000),
    );
    assert.equal([id, row?.status, row?.code].join(" "), expected);
  });
}
