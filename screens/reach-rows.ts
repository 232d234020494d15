import { formatClock, formatDuration } from "../src/quantity/index.ts";
import {
  familyWord,
  firstFailed,
  type Ladder,
  type RungResult,
  type Verdict,
  wayWords,
} from "../src/reach/index.ts";
import type { ReachSlice } from "../src/session/index.ts";
import { padCells, wrap } from "../src/text/index.ts";
import { type Span, strong } from "./components/line.tsx";
import { type TagName, tag } from "./components/tag.ts";

const VERDICT_TAGS: Readonly<Record<Verdict, TagName>> = {
  ok: "ok",
  fail: "fail",
  skip: "off",
  unknown: "unknown",
};

/** Unique among the ways of a report. */
export const wayId = ({ destination, family }: Ladder) => `${destination.id} ${family}`;

/** What is to be mended first stands first; the rest as it was asked for. */
export function sortedWays(ladders: readonly Ladder[]): readonly Ladder[] {
  const rank = ({ verdict, state }: Ladder) => {
    if (verdict === "fail") return 0;
    return verdict === "unknown" && state === "finished" ? 1 : 2;
  };
  return ladders.toSorted((one, other) => rank(one) - rank(other));
}

/** `1 of 4 ways fails   at 12:41:07, took 3.2 s` */
export function reachTitle(slice: ReachSlice, nowMs: number): string {
  const { state, report } = slice;
  const { ladders, atMs, tookMs } = report;
  const known = ladders.filter((ladder) => ladder.state === "finished").length;
  if (state === "running")
    return `${known} of ${ladders.length} ways known, ${formatDuration(Math.max(0, nowMs - atMs))}`;
  const failed = ladders.filter(({ verdict }) => verdict === "fail").length;
  const ways = ladders.length === 1 ? "1 way" : `${ladders.length} ways`;
  const count = failed === 0 ? ways : `${failed} of ${ways} ${failed === 1 ? "fails" : "fail"}`;
  const end = state === "cancelled" ? "cancelled" : `took ${formatDuration(tookMs)}`;
  return `${count}   at ${formatClock(atMs)}, ${end}`;
}

/** One line of the list. */
export function waySpans(ladder: Ladder, titleWidth: number): readonly Span[] {
  const { destination, family } = ladder;
  return [
    wayTag(ladder),
    ` ${padCells(destination.title, titleWidth)} ${familyWord[family]}  `,
    wayEnd(ladder),
  ];
}

function wayTag({ state, verdict }: Ladder): Span {
  if (state === "climbing") return tag("busy");
  return tag(state === "waiting" ? "off" : VERDICT_TAGS[verdict]);
}

/** How far it got, in a few words. */
function wayEnd(ladder: Ladder): string {
  const { state, rungs } = ladder;
  if (state === "waiting") return "waiting";
  const failed = firstFailed(ladder);
  // Why stands below: a slow line is not sent it twice.
  if (failed !== undefined) return `fails at ${failed.title}`;
  if (state === "climbing") return `${rungs.at(-1)?.title ?? "begins"} ..`;
  const last = rungs.findLast(({ evidence }) => evidence.length > 0);
  return last?.evidence[0] ?? "";
}

interface Room {
  readonly width: number;
  readonly rows: number;
}

type Lines = readonly (readonly Span[])[];

/**
 * The rungs of one way, and under the first that failed what is wrong and what to do. With all that
 * was seen where there is room for it; where there is little, what is fine shares one line.
 */
export function rungLines(ladder: Ladder, { width, rows }: Room): Lines {
  const [whole, short, folded] = [wholeLines, shortLines, foldedLines].map((draw) =>
    draw(ladder, width),
  );
  return (
    [whole, short].find((lines) => lines !== undefined && lines.length <= rows) ?? folded ?? []
  );
}

/** Every word of it, for a person who scrolls. */
export function wholeLines(ladder: Ladder, width: number): Lines {
  const head = wrap(wayWords(ladder), width).map((text): readonly Span[] => [strong(text)]);
  return [...head, ...climbed(ladder).flatMap((rung) => drawn(rung, ladder, width))];
}

function shortLines(ladder: Ladder, width: number): Lines {
  const rungs = climbed(ladder).map((rung) => ({ ...rung, evidence: rung.evidence.slice(0, 1) }));
  return [[strong(wayWords(ladder))], ...rungs.flatMap((rung) => drawn(rung, ladder, width))];
}

function foldedLines(ladder: Ladder, width: number): Lines {
  const fine = climbed(ladder).filter(({ verdict }) => verdict === "ok");
  const rest = climbed(ladder)
    .filter(({ verdict }) => verdict === "fail" || verdict === "unknown")
    .map((rung) => ({ ...rung, evidence: rung.evidence.slice(0, 1) }));
  const titles = fine.map(({ title }) => title).join(", ");
  return [
    [strong(wayWords(ladder))],
    ...(fine.length === 0 ? [] : [[tag("ok"), ` ${titles}`]]),
    ...rest.flatMap((rung) => drawn(rung, ladder, width)),
  ];
}

/** Above the one that failed nothing was looked at. */
function climbed({ rungs }: Ladder): readonly RungResult[] {
  return rungs.filter(({ verdict, evidence }) => verdict !== "skip" || evidence.length > 0);
}

const HEAD_WIDTH = 17;

function drawn(rung: RungResult, ladder: Ladder, width: number): Lines {
  const { id, verdict, title, tookMs, evidence } = rung;
  const took = verdict === "skip" ? "" : formatDuration(tookMs);
  const [seen = "", ...rest] = evidence;
  const head = ` ${padCells(`${padCells(title, 8)} ${took}`, HEAD_WIDTH)} `;
  const more = rest.flatMap((text) => wrap(text, width - 25));
  const isFirst = firstFailed(ladder)?.id === id;
  return [
    [tag(VERDICT_TAGS[verdict]), head, seen],
    ...more.map((text): readonly Span[] => [`${" ".repeat(25)}${text}`]),
    ...(isFirst ? explained(rung, width) : []),
  ];
}

function explained({ sentence = "", next = "", code }: RungResult, width: number): Lines {
  const whole = `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
  const texts = [whole, `Do: ${next}`, `Code: ${code ?? ""}`];
  return texts.flatMap((text) =>
    wrap(text, width - 7).map((line): readonly Span[] => [`       ${line}`]),
  );
}
