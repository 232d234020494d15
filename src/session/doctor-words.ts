import type { DoctorFinding, DoctorReport } from "../doctor/index.ts";
import { formatClock } from "../quantity/index.ts";
import type { DoctorSlice } from "./contract.ts";

/** One line about a finding: what kind of line it is, and what it says. */
export interface DoctorLine {
  /** `Seen`, `Do`; empty where it goes on with the one before. */
  readonly label: string;
  readonly text: string;
}

/** As wide as the widest of them. */
export const LIKELIHOOD_WIDTH = 10;

/** Words first: `[certain]`, `[likely]`, `[possible]`. */
export const likelihoodWord = ({ likelihood }: Pick<DoctorFinding, "likelihood">): string =>
  `[${likelihood}]`;

/** What it costs as long as nobody does anything. */
const COSTS: Readonly<Record<DoctorFinding["severity"], string>> = {
  "node-down": "The node is down by it, or will be.",
  degraded: "Something does not work by it.",
  cosmetic: "Nothing is broken by it yet.",
};

/** Everything there is to say of a finding but its title: seen, what to do, why, where it is written. */
export function findingLines(finding: DoctorFinding): readonly DoctorLine[] {
  const { evidence, fix, cause, severity, source, row, code } = finding;
  return [
    ...labelled("Seen", evidence),
    ...doLines(fix),
    { label: "Why", text: `${cause} ${COSTS[severity]}` },
    ...(finding.canMend ? [{ label: "Plan", text: "Prepared: it can be done from here." }] : []),
    { label: "From", text: `${source}, ${row} (${code})` },
  ];
}

/** The documented fix in its own words, step by step. */
export function doLines(fix: readonly string[]): readonly DoctorLine[] {
  const isOne = fix.length === 1;
  return labelled(
    "Do",
    fix.map((text, at) => (isOne ? text : `${at + 1}. ${text}`)),
  );
}

function labelled(label: string, texts: readonly string[]): readonly DoctorLine[] {
  return texts.map((text, at) => ({ label: at === 0 ? label : "", text }));
}

/** `2 found, 31 clear, 6 not looked at, 5 cannot be here`: what is zero is left out. */
export function doctorCounts(report: DoctorReport): string {
  const { findings, unknown, cleared, notHere } = report;
  const parts = [
    [findings.length, "found"],
    [unknown.length, "not looked at"],
    [cleared, "clear"],
    [notHere, "cannot be here"],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return findings.length === 0 ? ["nothing found", ...words].join(", ") : words.join(", ");
}

/** The title of the page: what is found, or how far the look is. */
export function doctorTitle(slice: DoctorSlice | undefined, width: number): string {
  if (slice === undefined) return "not looked yet";
  if (slice.state === "running") return `looking, ${slice.done} of ${slice.total} done`;
  const { report } = slice;
  if (report === undefined) return "the look did not end";
  const counts = doctorCounts(report);
  const whole = `${counts}   at ${formatClock(report.atMs)}`;
  return whole.length <= width ? whole : counts;
}

/** Said where nothing was found: what that is worth. */
export function nothingFound({ cleared, notHere, unknown }: DoctorReport): string {
  const all = cleared + notHere + unknown.length;
  if (unknown.length === 0)
    return `Nothing known was found: all ${all} known troubles were looked for.`;
  const blind = `${unknown.length} of ${all} known troubles could not be looked at`;
  const rest = unknown.length === 1 ? "it is not ruled out" : "none of those is ruled out";
  return `Nothing known was found, but ${blind}: ${rest}.`;
}
