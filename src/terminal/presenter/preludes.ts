import type { Screen } from "../screen.ts";
import type { Capabilities } from "./capabilities.ts";
import type { Head } from "./head.ts";
import { isRowChanged } from "./row-cells.ts";
import { scrollCandidates } from "./scroll.ts";
import { UNKNOWN } from "./sheet.ts";

/** A way to begin: what is done to the screen as a whole before its lines are made right. */
export interface Prelude {
  readonly order: "downwards" | "upwards";
  run(head: Head): void;
}

/** Every way that may turn out the shortest. */
export function preludesFor(
  shown: Screen,
  wanted: Screen,
  { scrollRegion }: Capabilities,
): readonly Prelude[] {
  const changed: number[] = [];
  for (let row = 0; row < wanted.rows; row++)
    if (isRowChanged(shown, wanted, row)) changed.push(row);
  if (changed.length <= 1) return [DOWNWARDS];
  if (changed.length < LEAST_TO_REARRANGE) return [DOWNWARDS, UPWARDS];
  const ways = [DOWNWARDS];
  if (scrollRegion)
    for (const region of scrollCandidates(shown, wanted))
      ways.push({ order: "downwards", run: (head) => head.scroll(region) });
  const row = rowToClearFrom(shown, wanted);
  if (row !== undefined)
    ways.push({
      order: "downwards",
      run(head) {
        head.moveTo({ row, column: 0 });
        head.eraseBelow();
      },
    });
  return ways;
}

/** Nothing is done before the lines. */
export const DOWNWARDS: Prelude = { order: "downwards", run: () => {} };
const UPWARDS: Prelude = { ...DOWNWARDS, order: "upwards" };
const LEAST_TO_REARRANGE = 3;

/** The line from which on hardly anything stays: to clear the rest and to draw it anew is shorter. */
function rowToClearFrom(shown: Screen, wanted: Screen): number | undefined {
  let gain = 0;
  let best = LEAST_GAIN;
  let found: number | undefined;
  for (let row = wanted.rows - 1; row >= 0; row--) {
    gain += gainOfClearing(shown, wanted, row);
    if (gain > best) {
      best = gain;
      found = row;
    }
  }
  return found;
}

const LEAST_GAIN = 6;
/** What erasing the end of one line costs when it is done for that line alone. */
const ERASING = 4;

function gainOfClearing(shown: Screen, wanted: Screen, row: number): number {
  const { columns } = wanted;
  let kept = 0;
  let erased = 0;
  for (let at = row * columns; at < (row + 1) * columns; at++) {
    const glyph = wanted.glyphs[at];
    if (glyph === " ") {
      // A line that only may be spoilt is no reason for a moment without a picture.
      if (shown.glyphs[at] !== " " && shown.glyphs[at] !== UNKNOWN) erased = ERASING;
    } else if (glyph === shown.glyphs[at] && wanted.styles[at] === shown.styles[at]) kept += 1;
  }
  return erased - kept / 2;
}
