import { formatDuration } from "../quantity/index.ts";
import {
  firstFailed,
  type Ladder,
  type ReachReport,
  type RungResult,
  reachSentence,
  type Verdict,
  wayWords,
} from "../reach/index.ts";
import { padCells, sanitize, truncate } from "../text/index.ts";
import { indented, type Mark, type Output } from "./output.ts";

const VERDICT_MARKS: Readonly<Record<Verdict, Mark>> = {
  ok: "ok",
  fail: "fail",
  skip: "none",
  unknown: "unknown",
};

const TITLE_WIDTH = 9;
const TOOK_WIDTH = 8;

/** One way, a line per rung, and under the first that failed what is wrong and what to do. */
export function printLadder(ladder: Ladder, out: Output): void {
  const shown = truncate(sanitize(wayWords(ladder)), out.width);
  out.line(shown);
  const first = firstFailed(ladder);
  for (const rung of ladder.rungs) {
    if (isUnreached(rung)) continue;
    printRung(rung, out);
    if (rung === first) printExplained(rung, out);
  }
  out.line();
}

export function printReachEnd(report: ReachReport, out: Output): void {
  for (const note of report.notes)
    for (const line of indented(`Note: ${note}.`, 0, out.width)) out.line(line);
  const took = formatDuration(report.tookMs);
  out.line(
    `${out.mark(VERDICT_MARKS[report.verdict])} ${sanitize(reachSentence(report))}, in ${took}`,
  );
}

/** Above the one that failed nothing was looked at. */
function isUnreached({ verdict, evidence }: RungResult): boolean {
  return verdict === "skip" && evidence.length === 0;
}

function printRung({ verdict, title, tookMs, evidence }: RungResult, out: Output): void {
  const took = verdict === "skip" ? "" : formatDuration(tookMs);
  const head = `${padCells(title, TITLE_WIDTH)}${padCells(took, TOOK_WIDTH)}`;
  const indent = 7 + head.length;
  const seen = verdict === "skip" ? evidence.slice(0, 1) : evidence;
  const [first = "", ...rest] = seen.flatMap((text) => indented(sanitize(text), indent, out.width));
  out.line(`${out.mark(VERDICT_MARKS[verdict])} ${head}${first.slice(indent)}`.trimEnd());
  for (const line of rest) out.line(line);
}

function printExplained({ sentence = "", next = "", code }: RungResult, out: Output): void {
  for (const text of [`${capital(sanitize(sentence))}.`, `Do: ${next}`, `Code: ${code ?? ""}`])
    for (const line of indented(text, 7, out.width)) out.line(line);
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
