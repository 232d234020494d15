import type { HostView } from "../../engine/index.ts";
import type { Disk } from "../../inventory/index.ts";
import { formatBytes, MIB } from "../../quantity/index.ts";
import type { InstallSpec } from "../../spec/index.ts";
import { cannotTell, defineCheck, fail, pass, skip, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { describeDrive } from "./drives.ts";

export const partitionPlan = defineCheck({
  ...ruleOf("hardware.partition-plan"),
  needs: ["disks"],
  async run({ disks }, { document, host, limits }) {
    const plan = document?.spec.install;
    if (plan === undefined) return skip("no installation is asked for");
    const drive = await driveOf(plan, disks, host);
    if (drive === undefined && plan.device === undefined) return cannotTell("no drive is seen");
    if (drive === undefined)
      return fail(`${plan.device} is no drive of this host`, {
        code: "INSTALL_DRIVE_MISSING",
        expected: "a drive that is there",
        remedy: "Choose one of those that bringup drives lists, by its stable name.",
        why: "The installer stops where it does not find the drive, or takes another one.",
        evidence: disks.map(describeDrive),
      });
    const evidence = [describeDrive(drive)];
    const wrong = wrongIn(plan, drive, limits.minMainDiskBytes);
    if (wrong.length > 0)
      return fail(wrong.join("; "), { ...PLAN, code: "PARTITION_PLAN_WRONG", evidence });
    const odd = oddIn(plan, drive);
    if (odd.length > 0)
      return warn(odd.join("; "), { ...PLAN, code: "PARTITION_PLAN_ODD", evidence });
    return pass(`${drive.path}, ${partsOf(plan).length} partitions asked for`, { evidence });
  },
});

const PLAN = {
  expected: "file systems, names, and sizes in MiB that fit; what is left for the last one",
  remedy: "Correct spec.install, or install.* of the user-data it comes from.",
  why: "The installer erases the drive first and finds out afterwards.",
};

/** By any of its names; without one Kairos takes the largest. */
async function driveOf(
  { device }: InstallSpec,
  disks: readonly Disk[],
  host: HostView,
): Promise<Disk | undefined> {
  if (device === undefined)
    return disks
      .filter(({ removable }) => !removable)
      .toSorted(bySize)
      .at(-1);
  const named = disks.find(({ path, stablePath }) => device === path || device === stablePath);
  if (named !== undefined) return named;
  const target = await host.files.readLink(device);
  return disks.find(({ name }) => name === target?.split("/").at(-1));
}

const bySize = (a: Disk, b: Disk) => a.sizeBytes - b.sizeBytes;

interface Part {
  readonly name: string;
  readonly sizeMib: number;
  readonly filesystem: string | undefined;
  readonly isExtra: boolean;
}

/** In the order they are made. */
function partsOf({ persistent, partitions = [] }: InstallSpec): readonly Part[] {
  const kept = persistent === undefined ? [] : [{ ...persistent, name: "persistent" }];
  return [
    ...kept.map((part) => ({ ...part, isExtra: false })),
    ...partitions.map((part) => ({ ...part, isExtra: true })),
  ].map(({ name, sizeMib = 0, filesystem, isExtra }) => ({ name, sizeMib, filesystem, isExtra }));
}

/** What the installer stops at, or gets wrong. */
function wrongIn(plan: InstallSpec, drive: Disk, leastBytes: number): readonly string[] {
  const parts = partsOf(plan);
  const extras = parts.filter(({ isExtra }) => isExtra);
  const askedBytes = parts.reduce((sum, { sizeMib }) => sum + sizeMib * MIB, 0);
  const size = formatBytes(drive.sizeBytes);
  const names = extras.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const early = extras.slice(0, -1).filter(({ sizeMib }) => sizeMib === 0);
  const isPersistentOpen = plan.persistent !== undefined && !plan.persistent.sizeMib;
  const isLastOpen = extras.at(-1)?.sizeMib === 0;
  return [
    ...(drive.sizeBytes < leastBytes
      ? [`${drive.path} has ${size} of ${formatBytes(leastBytes)}`]
      : []),
    ...parts
      .filter(({ isExtra, filesystem }) => !isExtra && filesystem === undefined)
      .map(({ name }) => `${name} has no file system`),
    ...twice.map((name) => `${name} is there twice`),
    ...early.map(({ name }) => `${name} has no size and is not the last one`),
    ...(isPersistentOpen && isLastOpen
      ? [`persistent and ${extras.at(-1)?.name} both want what is left`]
      : []),
    ...(askedBytes > drive.sizeBytes ? [`${formatBytes(askedBytes)} do not fit on ${size}`] : []),
  ];
}

/** What it takes, and is hardly meant. */
function oddIn(plan: InstallSpec, drive: Disk): readonly string[] {
  const extras = partsOf(plan).filter(({ isExtra }) => isExtra);
  const last = extras.at(-1);
  const isPersistentFixed = (plan.persistent?.sizeMib ?? 0) > 0;
  return [
    ...(drive.isMain ? [`${drive.path} runs this system, and is erased`] : []),
    ...extras
      .filter(({ filesystem }) => filesystem === undefined)
      .map(({ name }) => `${name} is made and not formatted`),
    ...(last !== undefined && last.sizeMib > 0 && isPersistentFixed
      ? [`${last.name} is the last one and takes all that is left, whatever its size`]
      : []),
  ];
}
