import type { ConsoleFont } from "../../src/terminal/font/psf.ts";

const rows = (from: number, to: number) =>
  Uint8Array.from({ length: 16 }, (_, row) => (row >= from && row < to ? 0xff : 0));

/**
 * The four glyphs of a QR code as the kernel's own 8x16 font has them (`lib/fonts/font_8x16.c`): its
 * upper half block is 7 rows high, the lower one 9.
 */
export const kernelHalfBlocks: ConsoleFont = {
  width: 8,
  height: 16,
  bitmaps: [rows(0, 0), rows(0, 7), rows(7, 16), rows(0, 16)],
  characters: [[" "], ["▀"], ["▄"], ["█"]],
};
