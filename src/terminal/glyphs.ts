import type { GlyphTier } from "./profile.ts";

/** A console may have half blocks beside its boxes. */
export type CellTier = GlyphTier | "half-blocks";

/**
 * The cells of a text without control sequences: one entry to a cell, "" behind a wide glyph. What
 * the device may not have, or may draw in another width than the layout counted, becomes one
 * question mark per cell: wrong is never worse than unreadable, and no column ever shifts.
 */
export function cellsOf(text: string, tier: CellTier): readonly string[] {
  if (PLAIN.test(text)) return text.split("");
  if (SINGLES.test(text)) return singles(text, tier);
  const cells: string[] = [];
  for (const { segment } of SEGMENTER.segment(text)) cells.push(...clusterCells(segment, tier));
  return cells;
}

const PLAIN = /^[ -~]*$/;
/** Never part of a cluster, always one cell: the way past the segmenter, which is slow. */
const SINGLES = /^[ -~¡-¬®-ÿ‐-‧─-▟]*$/;
const SEGMENTER = new Intl.Segmenter();
const INVISIBLE = /^\p{Default_Ignorable_Code_Point}+$/u;
const CONTROL = /^[\p{Cc}\p{M}]/u;
const MARKS = /\p{M}|\p{Default_Ignorable_Code_Point}/gu;

/** In the fonts of the kernel and of Debian's console alike. */
const BOXES = /^[─│┌┐└┘├┤┬┴┼█░▒«»·°±]$/u;
const HALF_BLOCKS = /^[▀▄]$/u;
/** One cell wide on every emulator, and written from left to right. */
const NARROW =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}¡-¬®-ÿ‐-‧‰-⁞₠-₿№ℓΩ←-↓∀-⋿─-▟■□▲△▶▷▼▽◀◁◆◇○●]$/u;
const NARROW_ONLY_IN_PICTURES = /\p{Extended_Pictographic}/u;
/** Two cells wide on every emulator. */
const WIDE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3001-\u303e\uac00-\ud7a3\uff01-\uff60\uffe0-\uffe6]$/u;
const HALF_WIDTH = /^[\uff61-\uffdc\uffe8-\uffee]/u;
/** All the layout counts as two cells; pictures on top of what `WIDE` has. */
const COUNTED_WIDE =
  /^(?:[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation})/u;
const JOINED_PICTURES = /\p{Extended_Pictographic}.*\u200d.*\p{Extended_Pictographic}/u;
const KEYCAP = /^[\d#*]\ufe0f?\u20e3$/;

function singles(text: string, tier: CellTier): readonly string[] {
  const cells = text.split("");
  if (tier === "utf8") return cells;
  return cells.map((cell) => (isNarrow(cell, tier) ? cell : "?"));
}

function clusterCells(cluster: string, tier: CellTier): readonly string[] {
  if (PLAIN.test(cluster)) return [cluster];
  if (INVISIBLE.test(cluster)) return [];
  if (CONTROL.test(cluster)) return [" "];
  const glyph = cluster.normalize("NFC").replace(MARKS, "");
  const width = countedWidth(cluster);
  if (width === 1 && isNarrow(glyph, tier)) return [glyph];
  if (width === 2 && tier === "utf8" && WIDE.test(glyph) && !HALF_WIDTH.test(glyph))
    return [glyph, ""];
  return new Array<string>(width).fill("?");
}

function isNarrow(glyph: string, tier: CellTier): boolean {
  if (PLAIN.test(glyph)) return true;
  if (tier === "half-blocks" && HALF_BLOCKS.test(glyph)) return true;
  if (tier === "boxes" || tier === "half-blocks") return BOXES.test(glyph);
  if (tier === "ascii") return false;
  return NARROW.test(glyph) && !COUNTED_WIDE.test(glyph) && !NARROW_ONLY_IN_PICTURES.test(glyph);
}

/** Made for the first text that needs it: alone it takes a sixth of the time to the first frame. */
let picture: RegExp | undefined;
function isPicture(cluster: string): boolean {
  picture ??= /^\p{RGI_Emoji}$/v;
  return picture.test(cluster);
}

/** Cells the layout library reserves for this cluster. */
function countedWidth(cluster: string): number {
  if (isPicture(cluster) || JOINED_PICTURES.test(cluster) || KEYCAP.test(cluster)) return 2;
  const first = COUNTED_WIDE.test(cluster.normalize("NFC")) ? 2 : 1;
  let more = 0;
  for (const character of [...cluster].slice(1))
    if (/\p{Mc}/u.test(character) || HALF_WIDTH.test(character)) more += 1;
  return first + more;
}
