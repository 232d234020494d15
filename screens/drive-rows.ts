import { driveLines, driveRow, type Verdict } from "../src/drives/index.ts";
import type { Disk } from "../src/inventory/index.ts";
import { fitCells, wrap } from "../src/text/index.ts";
import { type Span, strong } from "./components/line.tsx";
import { type TagName, tag } from "./components/tag.ts";

const TAGS: Readonly<Record<Verdict, TagName>> = {
  fits: "ok",
  doubtful: "warn",
  unfit: "fail",
  unknown: "unknown",
};
const WIDTHS = { path: 13, size: 7, kind: 11, says: 17 } as const;

/** Whether it would do, which it is, and what to know first; the model last, as it may be cut. */
export function driveSpans(disk: Disk, isAsked: boolean): readonly Span[] {
  const { path, size, kind, says, model, verdict } = driveRow(disk);
  const cells = [fitCells(path, WIDTHS.path), fitCells(size, WIDTHS.size)];
  const more = [
    fitCells(kind, WIDTHS.kind),
    fitCells(isAsked ? "TO INSTALL ON" : says, WIDTHS.says),
  ];
  return [tag(TAGS[verdict]), ` ${[...cells, ...more, model].join(" ")}`];
}

const LABEL_WIDTH = 15;

/** All there is to say, a label before each text. */
export function driveDetails(disk: Disk, width: number): readonly Span[][] {
  return driveLines(disk).flatMap(([label, text]) =>
    wrap(text, Math.max(10, width - LABEL_WIDTH)).map((part, index) => [
      strong(fitCells(index === 0 ? label : "", LABEL_WIDTH)),
      part,
    ]),
  );
}
