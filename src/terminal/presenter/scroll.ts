import type { Screen } from "../screen.ts";
import { isRowChanged } from "./row-cells.ts";
import type { Region } from "./sheet.ts";

/**
 * Scrolls that might bring lines where they are wanted, the most promising first. Whether one pays is
 * for the bytes to say.
 */
export function scrollCandidates(shown: Screen, wanted: Screen): readonly Region[] {
  const { rows } = wanted;
  const isChanged = Array.from({ length: rows }, (_, row) => isRowChanged(shown, wanted, row));
  if (isChanged.filter(Boolean).length < LEAST_ROWS) return [];
  const lines = { shown: linesOf(shown), wanted: linesOf(wanted), isChanged };
  const found: Candidate[] = [];
  for (let distance = 1; distance < rows; distance++)
    for (const shift of [distance, -distance]) {
      const candidate = candidateFor(lines, shift);
      if (candidate !== undefined && candidate.savedBytes > COST) found.push(candidate);
    }
  found.sort((one, other) => other.savedBytes - one.savedBytes);
  return found.slice(0, MOST_TRIED);
}

/** Setting and resetting the margins, going there, and coming back. */
const COST = 18;
const LEAST_ROWS = 3;
const MOST_TRIED = 2;

interface Candidate extends Region {
  readonly savedBytes: number;
}

interface Lines {
  readonly shown: readonly Line[];
  readonly wanted: readonly Line[];
  readonly isChanged: readonly boolean[];
}

interface Line {
  readonly hash: number;
  /** Cells that are no plain blanks. */
  readonly visible: number;
}

/** The best run of lines which stand `shift` lines lower now than they should. */
function candidateFor({ shown, wanted, isChanged }: Lines, shift: number): Candidate | undefined {
  let best: Candidate | undefined;
  let first = -1;
  let last = -1;
  let saved = 0;
  const close = () => {
    if (first >= 0 && saved > (best?.savedBytes ?? 0)) {
      const [top, bottom] = shift > 0 ? [first, last + shift] : [first + shift, last];
      best = { top, bottom, lines: shift, savedBytes: saved };
    }
    first = -1;
    saved = 0;
  };
  for (const [row, line] of wanted.entries()) {
    const source = shown[row + shift];
    if (source !== undefined && source.hash === line.hash) {
      if (isChanged[row] !== true) continue;
      if (first < 0) first = row;
      last = row;
      saved += line.visible;
      // A selected line between scrolled ones looks different, and is no reason to stop.
    } else if (first >= 0 && row - last > MOST_ODD) close();
  }
  close();
  return best;
}

/** Lines in a row that may differ inside a scrolled block. */
const MOST_ODD = 2;

function linesOf({ columns, rows, glyphs, styles }: Screen): readonly Line[] {
  return Array.from({ length: rows }, (_, row) => {
    let hash = 0;
    let visible = 0;
    for (let at = row * columns; at < (row + 1) * columns; at++) {
      const glyph = glyphs[at] ?? " ";
      const style = styles[at] ?? 0;
      hash = (Math.imul(hash, 31) + glyph.charCodeAt(0) * 7 + style) | 0;
      if (glyph !== " " || style !== 0) visible += 1;
    }
    return { hash, visible };
  });
}
