import type { Disk } from "../inventory/index.ts";
import { formatBytes } from "../quantity/index.ts";
import { holdsEdgeSystem, mediumOn, mediumWord } from "./contents.ts";
import { DRIVE_LIMITS, type DriveLimits } from "./limits.ts";

/** `unknown` is never `fits`. */
export type Verdict = "fits" | "doubtful" | "unfit" | "unknown";

export interface Reason {
  /** At most 17 cells, for a list. */
  readonly short: string;
  readonly text: string;
}

/** Whether a drive would do as the main one, and why not; the worst first. */
export interface Fitness {
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
}

export function judgeDrive(disk: Disk, limits: DriveLimits = DRIVE_LIMITS): Fitness {
  const unfit = tooSmall(disk, limits);
  const unknown = unknownAbout(disk);
  const doubts = doubtsAbout(disk, limits);
  const reasons = [...unfit, ...doubts, ...unknown];
  if (unfit.length > 0) return { verdict: "unfit", reasons };
  if (doubts.length > 0) return { verdict: "doubtful", reasons };
  return { verdict: unknown.length > 0 ? "unknown" : "fits", reasons };
}

function tooSmall({ sizeBytes }: Disk, { minMainDiskBytes }: DriveLimits): readonly Reason[] {
  if (sizeBytes >= minMainDiskBytes) return [];
  const text = `${formatBytes(sizeBytes)}, ${formatBytes(minMainDiskBytes)} wanted`;
  return [{ short: "too small", text }];
}

function doubtsAbout(disk: Disk, limits: DriveLimits): readonly Reason[] {
  const { kind, removable, isMain, contents } = disk;
  const medium = mediumOn(disk);
  const reasons: Reason[] = [];
  if (medium !== undefined) reasons.push({ short: mediumWord(medium), text: medium });
  if (kind === "rotational") reasons.push({ short: "rotating disk", text: "rotating, SSD wanted" });
  if (kind === "emmc")
    reasons.push({ short: "eMMC or SD card", text: "eMMC or SD card, SSD wanted" });
  if (kind === "usb") reasons.push({ short: "on USB", text: "on USB, SSD wanted" });
  if (removable) reasons.push({ short: "can be pulled out", text: "it can be pulled out" });
  if (isFailing(disk, limits))
    reasons.push({ short: "begins to fail", text: healthText(disk) ?? "it begins to fail" });
  if (isMain) return reasons;
  if (medium === undefined && holdsEdgeSystem(disk))
    reasons.push({ short: "has edge system", text: "an edge system is on it; wipe it first" });
  else if (medium === undefined && contents.length > 0)
    reasons.push({ short: "holds data", text: "it holds data, which an installation erases" });
  return reasons;
}

function unknownAbout({ kind, isUnread }: Disk): readonly Reason[] {
  const reasons: Reason[] = [];
  if (isUnread === true)
    reasons.push({ short: "contents unknown", text: "nobody could look what is on it" });
  if (kind === "virtual" || kind === "unknown")
    reasons.push({ short: "speed unknown", text: "it does not say what is behind it" });
  return reasons;
}

export function isFailing({ health }: Pick<Disk, "health">, limits: DriveLimits): boolean {
  const { failedCommands = 0, wornPercent = 0 } = health ?? {};
  return failedCommands > limits.maxDriveErrors || wornPercent > limits.maxWornPercent;
}

/** `3 failed commands, about 20 % worn`; `undefined`: the drive does not tell. */
export function healthText({ health }: Pick<Disk, "health">): string | undefined {
  if (health === undefined) return undefined;
  const { failedCommands, wornPercent } = health;
  return [
    ...(failedCommands === undefined ? [] : [`${failedCommands} failed commands`]),
    ...(wornPercent === undefined ? [] : [`about ${wornPercent} % worn`]),
  ].join(", ");
}
