import type { Screen } from "../screen.ts";
import { lineCosts } from "./line-costs.ts";
import { isRowChanged } from "./row-cells.ts";
import type { Region } from "./sheet.ts";

/**
 * Scrolls that might bring lines where they are wanted, the most promising first. Whether one pays is
 * for the bytes to say.
 */
export function scrollCandidates(shown: Screen, wanted: Screen): readonly Region[] {
  const distances = distancesIn(shown, wanted);
  if (distances.size === 0) return [];
  const asItIs = lineCosts(shown, wanted, 0);
  const fromBlank = lineCosts(undefined, wanted, 0);
  const found: Candidate[] = [];
  for (const lines of distances) {
    const scrolled = lineCosts(shown, wanted, lines);
    const best = bestRegion(lines, {
      scrolled: runningSum(asItIs, scrolled),
      blank: runningSum(asItIs, fromBlank),
    });
    if (best !== undefined) found.push(best);
  }
  found.sort((one, other) => other.savedBytes - one.savedBytes);
  return found.slice(0, MOST_TRIED);
}

/** Setting and resetting the margins, going there, and coming back. */
const COST = 14;
const MOST_TRIED = 3;
/** What is highlighted, and that a list goes on, is marked at the beginning of a line. */
const MARK_COLUMNS = 2;

interface Candidate extends Region {
  readonly savedBytes: number;
}

/** How far lines that are wanted stand from where they are wanted; their marks may differ. */
function distancesIn(shown: Screen, wanted: Screen): ReadonlySet<number> {
  const distances = new Set<number>();
  let places: ReadonlyMap<number, readonly number[]> | undefined;
  for (let row = 0; row < wanted.rows; row++) {
    if (!isRowChanged(shown, wanted, row)) continue;
    const text = textHash(wanted, row);
    if (text === BLANK) continue;
    places ??= Map.groupBy(Array(shown.rows).keys(), (place) => textHash(shown, place));
    for (const place of places.get(text) ?? []) distances.add(place - row);
  }
  distances.delete(0);
  return distances;
}

/** A number for the text of a line; two texts with the same one cost a look at them, no more. */
function textHash({ columns, glyphs }: Screen, row: number): number {
  let hash = BLANK;
  for (let at = row * columns + MARK_COLUMNS; at < (row + 1) * columns; at++) {
    const glyph = glyphs[at] ?? " ";
    // Blanks count by where they let the others stand.
    if (glyph !== " ") hash = Math.imul(hash ^ glyph.charCodeAt(0), 16_777_619) ^ (at % columns);
  }
  return hash;
}

/** Of a line without text. */
const BLANK = 0;

/** Sums of what is saved by lines that come from elsewhere, and by those that come in blank. */
interface Saved {
  readonly scrolled: readonly number[];
  readonly blank: readonly number[];
}

/** The block of lines in which scrolling by so many saves most. */
function bestRegion(lines: number, { scrolled, blank }: Saved): Candidate | undefined {
  const rows = scrolled.length - 1;
  const distance = Math.abs(lines);
  const sum = (of: readonly number[], from: number, to: number) => (of[to] ?? 0) - (of[from] ?? 0);
  let savedBytes = COST + distance;
  let best: Candidate | undefined;
  for (let top = 0; top + distance < rows; top++)
    for (let end = top + distance + 1; end <= rows; end++) {
      const saved =
        lines > 0
          ? sum(scrolled, top, end - distance) + sum(blank, end - distance, end)
          : sum(blank, top, top + distance) + sum(scrolled, top + distance, end);
      if (saved <= savedBytes) continue;
      savedBytes = saved;
      best = { top, bottom: end - 1, lines, savedBytes };
    }
  return best;
}

/** At each line what all lines above it save, when they cost `then` instead of `now`. */
function runningSum(now: readonly number[], then: readonly number[]): readonly number[] {
  const sums = [0];
  for (const [row, cost] of now.entries()) sums.push((sums[row] ?? 0) + cost - (then[row] ?? 0));
  return sums;
}
