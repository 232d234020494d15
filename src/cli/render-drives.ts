import { driveLines, driveRow, gpuText, type Verdict } from "../drives/index.ts";
import type { Fact } from "../engine/index.ts";
import type { Disk, Gpu } from "../inventory/index.ts";
import { padCells, truncate } from "../text/index.ts";
import { indented, type Mark, type Output } from "./output.ts";

const MARKS: Readonly<Record<Verdict, Mark>> = {
  fits: "ok",
  doubtful: "warn",
  unfit: "fail",
  unknown: "unknown",
};

/** One line for each drive, with the name to give to an installer below it. */
export function printDrives(disks: Fact<readonly Disk[]>, out: Output): void {
  if (disks.is !== "known") {
    out.line(`${out.mark("unknown")} The drives cannot be listed: ${whyNot(disks)}`);
    return;
  }
  if (disks.value.length === 0) out.line("No drive is seen.");
  for (const disk of disks.value) {
    const { path, size, kind, model, says, verdict } = driveRow(disk);
    const columns = [padCells(path, 14), padCells(size, 7), padCells(kind, 11), padCells(says, 17)];
    out.line(truncate(`${out.mark(MARKS[verdict])} ${columns.join(" ")} ${model}`, out.width));
    if (disk.stablePath !== undefined) out.line(`       ${disk.stablePath}`);
  }
}

const LABEL_WIDTH = 14;

/** Everything, and 1 where there is no such drive. */
export function printOneDrive(found: readonly Disk[], wanted: string, out: Output): number {
  if (found.length === 0) out.line(`No drive is called ${wanted}. See bringup drives.`);
  for (const disk of found)
    for (const [label, text] of driveLines(disk)) {
      const [first = "", ...rest] = indented(text, LABEL_WIDTH + 1, out.width);
      out.line(`${padCells(label, LABEL_WIDTH)} ${first.trimStart()}`);
      for (const line of rest) out.line(line);
    }
  return found.length === 0 ? 1 : 0;
}

export function printGpus(gpus: Fact<readonly Gpu[]>, out: Output): void {
  if (gpus.is !== "known") {
    out.line(`${out.mark("unknown")} The GPUs cannot be listed: ${whyNot(gpus)}`);
    return;
  }
  for (const gpu of gpus.value) out.line(`GPU    ${gpuText(gpu)}`);
  if (gpus.value.length === 0) out.line("GPU    none");
}

const whyNot = (fact: Fact<unknown>) => (fact.is === "unknown" ? fact.why : "none");
