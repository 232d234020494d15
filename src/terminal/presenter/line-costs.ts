import type { Screen } from "../screen.ts";

/**
 * About how many bytes each line costs when what stands `distance` lines below it stood there
 * already; `undefined`, or beyond the edge: when it were blank.
 */
export function lineCosts(
  shown: Screen | undefined,
  wanted: Screen,
  distance: number,
): readonly number[] {
  return Array.from({ length: wanted.rows }, (_, row) => {
    const source = row + distance;
    const isThere = source >= 0 && source < wanted.rows;
    return lineCost(isThere ? shown : undefined, wanted, { row, source });
  });
}

/** A short move, and the end of a line erased. */
const MOVE = 4;
const ERASING = 3;

function lineCost(
  shown: Screen | undefined,
  wanted: Screen,
  { row, source }: { readonly row: number; readonly source: number },
): number {
  const { columns, glyphs, styles } = wanted;
  const shift = (source - row) * columns;
  let cost = 0;
  let skipped = MOVE;
  let erasing = 0;
  for (let at = row * columns; at < (row + 1) * columns; at++) {
    const glyph = shown?.glyphs[at + shift] ?? " ";
    const style = shown?.styles[at + shift] ?? 0;
    skipped += 1;
    if (glyph === glyphs[at] && style === styles[at]) continue;
    if (glyphs[at] === " " && styles[at] === 0) {
      erasing = ERASING;
      continue;
    }
    cost += Math.min(skipped, 1 + MOVE);
    skipped = 0;
  }
  return cost + erasing;
}
