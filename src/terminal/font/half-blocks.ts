import { bytesOf, type ConsoleFont } from "./psf.ts";

/** What a QR code is drawn with, two modules in a cell. */
export const HALF_BLOCKS = ["▀", "▄", "█"] as const;

/** What our screens show on a console, beside letters: never given up. */
const NEEDED = /^[ -~─│┌┐└┘├┤┬┴┼█▀▄░▒«»·°±\uFFFD\u00A0]$/u;
const LETTER = /^\p{L}$/u;

export function hasHalfBlocks(characters: Iterable<string>): boolean {
  const known = new Set(characters);
  return HALF_BLOCKS.every((block) => known.has(block));
}

/**
 * The same font with half blocks. They take the places of signs that no screen of ours shows, the
 * last ones of the font first, letters only when there is nothing else; every other glyph keeps its
 * number, so that what is on the screen stays right. `undefined`: too few glyphs could be given up.
 */
export function withHalfBlocks(font: ConsoleFont): ConsoleFont | undefined {
  const known = new Set(font.characters.flat());
  const missing = HALF_BLOCKS.filter((block) => !known.has(block));
  const places = placesIn(font).slice(0, missing.length);
  if (places.length < missing.length) return undefined;
  const bitmaps = [...font.bitmaps];
  const characters = [...font.characters];
  for (const [index, block] of missing.entries()) {
    const place = places[index] ?? 0;
    bitmaps[place] = bitmapOf(block, font);
    characters[place] = [block];
  }
  return { ...font, bitmaps, characters };
}

function placesIn({ characters }: ConsoleFont): readonly number[] {
  const free = characters
    .flatMap((drawn, place) => (drawn.some((each) => NEEDED.test(each)) ? [] : [place]))
    // The kernel draws from these when it knows a character by no other way.
    .filter((place) => place >= 0x20)
    .reverse();
  const hasLetter = (place: number) =>
    characters[place]?.some((each) => LETTER.test(each)) ?? false;
  return [...free.filter((place) => !hasLetter(place)), ...free.filter(hasLetter)];
}

function bitmapOf(block: (typeof HALF_BLOCKS)[number], { width, height }: ConsoleFont): Uint8Array {
  const bitmap = new Uint8Array(bytesOf(width, height));
  const rowBytes = bitmap.length / height;
  const half = Math.floor(height / 2);
  const from = block === "▄" ? half : 0;
  const to = block === "▀" ? half : height;
  return bitmap.fill(0xff, from * rowBytes, to * rowBytes);
}
