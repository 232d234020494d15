import type { Disk } from "../inventory/index.ts";
import { formatBytes } from "../quantity/index.ts";
import { contentText, mediumOn, mediumWord } from "./contents.ts";
import { type Fitness, healthText, judgeDrive, type Verdict } from "./fitness.ts";

const KINDS: Readonly<Record<Disk["kind"], string>> = {
  ssd: "SSD",
  rotational: "rotating",
  emmc: "eMMC or SD",
  usb: "USB",
  virtual: "virtual",
  unknown: "unknown",
};

/** At most 10 cells. */
export function kindText({ kind, transport, name }: Disk): string {
  const isNvme = transport === "nvme" || name.startsWith("nvme");
  return kind === "ssd" && isNvme ? "NVMe" : KINDS[kind];
}

/** One drive in a line of a list, in columns. */
export interface DriveRow {
  readonly path: string;
  readonly size: string;
  readonly kind: string;
  readonly model: string;
  /** In at most 17 cells: what a person has to know of it first. */
  readonly says: string;
  readonly verdict: Verdict;
}

export function driveRow(disk: Disk): DriveRow {
  const { verdict, reasons } = judgeDrive(disk);
  return {
    path: disk.path,
    size: formatBytes(disk.sizeBytes),
    kind: kindText(disk),
    model: disk.model ?? "no model told",
    says: markWord(disk) ?? reasons[0]?.short ?? "would do",
    verdict,
  };
}

function markWord(disk: Disk): string | undefined {
  if (disk.isMain) return "runs this system";
  const medium = mediumOn(disk);
  return medium === undefined ? undefined : mediumWord(medium);
}

const VERDICTS: Readonly<Record<Verdict, string>> = {
  fits: "would do",
  doubtful: "would do, with doubts",
  unfit: "will not do",
  unknown: "cannot tell",
};

export function fitnessText({ verdict, reasons }: Fitness): string {
  const why = reasons.map(({ text }) => text).join("; ");
  return why === "" ? VERDICTS[verdict] : `${VERDICTS[verdict]}: ${why}`;
}

/** Why the name that stays is worth having, where there is none. */
export const NO_STABLE_PATH = "not known: udev does not tell";

/** All there is to say of one drive: word and text, for a page and for plain mode. */
export function driveLines(disk: Disk): readonly (readonly [label: string, text: string])[] {
  const medium = mediumOn(disk);
  const marks = [
    ...(disk.isMain ? ["It holds the running system."] : []),
    ...(disk.removable ? ["It can be pulled out."] : []),
    ...(medium === undefined ? [] : [`It is the ${medium}.`]),
  ];
  const what = [disk.path, formatBytes(disk.sizeBytes), kindText(disk)];
  return [
    ["Drive", [...what, disk.model ?? "no model told"].join(", ")],
    ...(marks.length === 0 ? [] : [["Mark", marks.join(" ")] as const]),
    ["As main drive", fitnessText(judgeDrive(disk))],
    ["Stable name", disk.stablePath ?? NO_STABLE_PATH],
    ["Serial", disk.serial ?? "not told"],
    ["Health", healthText(disk) ?? "not told without a tool"],
    ...contentLines(disk),
  ];
}

function contentLines({ contents, isUnread }: Disk): readonly (readonly [string, string])[] {
  if (isUnread === true && contents.length === 0)
    return [["Holds", "unknown: it takes root, or udev, to look"]];
  if (contents.length === 0) return [["Holds", "nothing: no partition, no file system"]];
  return contents.map((content, index) => [index === 0 ? "Holds" : "", contentText(content)]);
}

/** Whether this name of a drive is one of its own. */
export const isAskedFor = ({ path, stablePath }: Disk, asked: string): boolean =>
  asked !== "" && (asked === path || asked === stablePath);

/** What an installer gets to find it again. */
export const installPath = ({ stablePath, path }: Disk): string => stablePath ?? path;
