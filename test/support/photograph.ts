import jsqr from "jsqr";
import type { QrRun } from "../../src/registration/qr/layout.ts";
import type { ConsoleFont } from "../../src/terminal/font/psf.ts";

export interface Photograph {
  /** One byte of grey for each pixel. */
  readonly image: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Of the screen around the picture, in pixels. */
const MARGIN = 24;

/** What a camera sees of cells drawn with the bitmaps of a font; a missing glyph is the font's own sign for it. */
export function photograph(rows: readonly (readonly QrRun[])[], film: Film): Photograph {
  const { background, font } = film;
  const columns = rows[0]?.reduce((sum, { text }) => sum + text.length, 0) ?? 0;
  const width = columns * font.width + 2 * MARGIN;
  const height = rows.length * font.height + 2 * MARGIN;
  const image = new Uint8Array(width * height).fill(background);
  for (const [row, runs] of rows.entries()) {
    const cells = runs.flatMap(({ text, style }) =>
      [...text].map((character) => ({ character, style })),
    );
    for (const [column, { character, style }] of cells.entries()) {
      const corner = (MARGIN + row * font.height) * width + MARGIN + column * font.width;
      paint(
        { image, corner, width },
        bitmapFor(character, font),
        shadesOf(style, background),
        font,
      );
    }
  }
  return { image, width, height };
}

export interface Film {
  readonly background: 0 | 255;
  readonly font: ConsoleFont;
}

interface Spot {
  readonly image: Uint8Array;
  readonly corner: number;
  readonly width: number;
}

function paint(
  { image, corner, width }: Spot,
  bitmap: Uint8Array,
  { ink, paper }: { readonly ink: number; readonly paper: number },
  font: ConsoleFont,
): void {
  for (let y = 0; y < font.height; y++)
    for (let x = 0; x < font.width; x++)
      image[corner + y * width + x] = isSet(bitmap, font, x, y) ? ink : paper;
}

function shadesOf(style: QrRun["style"], background: 0 | 255): { ink: number; paper: number } {
  const foreground = 255 - background;
  if (style === "black-on-white") return { ink: 0, paper: 255 };
  if (style === "black") return { ink: foreground, paper: 0 };
  if (style === "white") return { ink: foreground, paper: 255 };
  return style === "reverse"
    ? { ink: background, paper: foreground }
    : { ink: foreground, paper: background };
}

function bitmapFor(character: string, { characters, bitmaps }: ConsoleFont): Uint8Array {
  const known = characters.findIndex((drawn) => drawn.includes(character));
  const missing = characters.findIndex((drawn) => drawn.includes("\uFFFD"));
  return bitmaps[known >= 0 ? known : Math.max(missing, 0)] ?? new Uint8Array(0);
}

function isSet(bitmap: Uint8Array, { width }: ConsoleFont, x: number, y: number): boolean {
  const rowBytes = Math.ceil(width / 8);
  return (((bitmap[y * rowBytes + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1) === 1;
}

/** What an app on a phone reads; nothing is tried the other way around, as few of them do. */
export function decodeQr({ image, width, height }: Photograph): string | undefined {
  const pixels = new Uint8ClampedArray(image.length * 4).fill(255);
  // Millions of them: no list is made for each.
  image.forEach((shade, at) => {
    pixels[at * 4] = shade;
    pixels[at * 4 + 1] = shade;
    pixels[at * 4 + 2] = shade;
  });
  const read = jsqr.default ?? jsqr;
  return read(pixels, width, height, { inversionAttempts: "dontInvert" })?.data;
}
