import { blankScreen, type Screen, styleOfBlank } from "../screen.ts";
import type { Place } from "./moves.ts";

/** What stands on the device between two frames, when attributes are plain. */
export interface Shown extends Screen {
  /** Where the cursor was left; `undefined` where a device decides for itself (behind a last column). */
  readonly at: Place | undefined;
  readonly isCursorVisible: boolean;
}

/** Cells that are being worked on. */
export interface Sheet {
  readonly columns: number;
  readonly rows: number;
  readonly glyphs: string[];
  readonly styles: Uint16Array;
}

export function copyOf({ columns, rows, glyphs, styles }: Screen): Sheet {
  return { columns, rows, glyphs: glyphs.slice(), styles: styles.slice() };
}

export const blankSheet = (columns: number, rows: number) => copyOf(blankScreen(columns, rows));

/**
 * What can be reached of a picture: blanks carry only what shows on them, and the last cell of the
 * last line stays blank, as writing there makes some devices scroll.
 */
export function targetOf(wanted: Screen): Sheet {
  const target = copyOf(wanted);
  const { glyphs, styles } = target;
  for (let at = 0; at < styles.length; at++) {
    const style = styles[at] ?? 0;
    if (style !== 0 && glyphs[at] === " ") styles[at] = styleOfBlank(style);
  }
  const last = glyphs.length - 1;
  if (last > 0) blank(target, glyphs[last] === "" ? last - 1 : last, last + 1);
  return target;
}

/** What something else wrote over: no cell of these lines is taken for what it was. */
export function withUnknownRows(shown: Shown, from: number, to: number): Shown {
  const glyphs = shown.glyphs.slice();
  return { ...shown, glyphs: glyphs.fill(UNKNOWN, from * shown.columns, to * shown.columns) };
}

/** Stands for a glyph no picture has. */
export const UNKNOWN = "\u0000";

/** Plain blanks from one cell up to, not including, another. */
export function blank(sheet: Sheet, from: number, to: number): void {
  sheet.glyphs.fill(" ", from, to);
  sheet.styles.fill(0, from, to);
}

/** Moves the lines from `top` to `bottom` up by `lines` (down where negative); blank ones come in. */
export function shiftLines(sheet: Sheet, region: Region): void {
  const { columns, glyphs, styles } = sheet;
  const { top, bottom, lines } = region;
  const [first, last] = [top * columns, (bottom + 1) * columns];
  const distance = lines * columns;
  if (lines > 0) {
    glyphs.copyWithin(first, first + distance, last);
    styles.copyWithin(first, first + distance, last);
    blank(sheet, last - distance, last);
  } else {
    glyphs.copyWithin(first - distance, first, last + distance);
    styles.copyWithin(first - distance, first, last + distance);
    blank(sheet, first, first - distance);
  }
}

export interface Region {
  readonly top: number;
  readonly bottom: number;
  readonly lines: number;
}
