import type { DoctorFinding, DoctorReport } from "../src/doctor/index.ts";
import {
  type DoctorLine,
  findingLines,
  LIKELIHOOD_WIDTH,
  likelihoodWord,
} from "../src/session/index.ts";
import { padCells, wrap } from "../src/text/index.ts";
import { type Span, strong, type Tone, toned } from "./components/line.tsx";
import type { MenuItem } from "./components/menu.tsx";
import { type TagName, tag } from "./components/tag.ts";
import { oncePer } from "./once-per.ts";

/** One row of the list, and everything that can be read about it. */
export interface DoctorRow extends MenuItem {
  readonly title: string;
  readonly lines: readonly DoctorLine[];
  /** What the plan is asked for with; absent: there is none. */
  readonly mends?: string;
}

const TONES: Readonly<Record<DoctorFinding["likelihood"], Tone>> = {
  certain: "fail",
  likely: "warn",
  possible: "plain",
};

/** What was found, the likeliest first; then what could not be told, and what was not found, a row each. */
export const doctorRows = oncePer((report: DoctorReport): readonly DoctorRow[] => [
  ...report.findings.map(findingRow),
  ...summaryRow("unknown", report.unknown, "could not be looked at"),
  ...summaryRow("ok", quiet(report, "clear"), "looked for, and not found"),
  ...summaryRow("off", quiet(report, "not-here"), "cannot be on a host like this"),
]);

function findingRow(finding: DoctorFinding): DoctorRow {
  const word = padCells(likelihoodWord(finding), LIKELIHOOD_WIDTH);
  return {
    value: finding.id,
    title: finding.title,
    spans: [toned(word, TONES[finding.likelihood]), ` ${finding.title}`],
    lines: findingLines(finding),
    ...(finding.canMend ? { mends: finding.id } : {}),
  };
}

type Quiet = DoctorReport["quiet"][number];

const quiet = (report: DoctorReport, is: Quiet["is"]): readonly Quiet[] =>
  report.quiet.filter((one) => one.is === is);

function summaryRow(
  name: TagName,
  all: readonly Pick<Quiet, "title" | "why">[],
  words: string,
): readonly DoctorRow[] {
  if (all.length === 0) return [];
  const title = `${all.length} ${words}`;
  const lines = all.map(({ title, why }) => ({ label: "", text: `${title} (${why})` }));
  // As wide as the words of what was found.
  return [{ value: `all ${name}`, title, spans: [tag(name), `     ${title}`], lines }];
}

const LABEL_WIDTH = 6;

/** All that can be read about a row, on lines of this width. */
export function rowLines({ title, lines }: DoctorRow, width: number): readonly (readonly Span[])[] {
  const isLabelled = lines.some(({ label }) => label !== "");
  const indent = isLabelled ? LABEL_WIDTH : 0;
  return [
    ...wrap(title, width).map((text): readonly Span[] => [strong(text)]),
    ...lines.flatMap(({ label, text }) =>
      wrap(text, width - indent).map((part, at): readonly Span[] => [
        padCells(at === 0 ? label : "", indent) + part,
      ]),
    ),
  ];
}
