/** A picture in cells, as one device is to show it. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** Row by row, one glyph to a cell; "" is the right half of the wide glyph before it. */
  readonly glyphs: readonly string[];
  /** One packed style to a cell, see `STYLE`. */
  readonly styles: Uint16Array;
  /** Where the real cursor stands; it is shown only where a person types. Counted from 0. */
  readonly cursor?: { readonly row: number; readonly column: number };
}

/** Bits of a packed style. A colour is 0 for the device's own, 1..8 plain, 9..16 bright. */
export const STYLE = { bold: 1, underline: 2, reverse: 4 } as const;
const FOREGROUND_SHIFT = 4;
const BACKGROUND_SHIFT = 9;
const COLOUR_MASK = 0x1f;
const SHOWS_ON_BLANK = STYLE.underline | STYLE.reverse;

export const foregroundOf = (style: number) => (style >> FOREGROUND_SHIFT) & COLOUR_MASK;
export const backgroundOf = (style: number) => (style >> BACKGROUND_SHIFT) & COLOUR_MASK;

export function withForeground(style: number, colour: number): number {
  return (style & ~(COLOUR_MASK << FOREGROUND_SHIFT)) | (colour << FOREGROUND_SHIFT);
}

export function withBackground(style: number, colour: number): number {
  return (style & ~(COLOUR_MASK << BACKGROUND_SHIFT)) | (colour << BACKGROUND_SHIFT);
}

/** What of a style is to be seen on a blank: the rest may differ without anybody noticing. */
export function styleOfBlank(style: number): number {
  return (style & SHOWS_ON_BLANK) !== 0 ? style : style & (COLOUR_MASK << BACKGROUND_SHIFT);
}

export function blankScreen(columns: number, rows: number): Screen {
  return {
    columns,
    rows,
    glyphs: new Array<string>(columns * rows).fill(" "),
    styles: new Uint16Array(columns * rows),
  };
}
