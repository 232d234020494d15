/** Cells of a terminal, before anything was drawn on them full of what nobody drew. */
export interface StrictCells {
  readonly glyphs: readonly string[];
  /** Packed as those of a picture. */
  readonly styles: readonly number[];
  put(at: number, glyph: string, style: number): void;
  blank(from: number, to: number, style: number): void;
  /** The lines between move up by one (`1`) or down (`-1`); a blank one comes in. */
  scroll(
    margins: { readonly top: number; readonly bottom: number },
    by: 1 | -1,
    style: number,
  ): void;
}

export function createStrictCells(columns: number, rows: number): StrictCells {
  const glyphs = new Array<string>(columns * rows).fill("@");
  const styles = new Array<number>(columns * rows).fill(0);

  function blank(from: number, to: number, style: number): void {
    glyphs.fill(" ", from, to);
    styles.fill(style, from, to);
  }

  return {
    glyphs,
    styles,
    blank,
    put(at, glyph, style) {
      glyphs[at] = glyph;
      styles[at] = style;
    },
    scroll({ top, bottom }, by, style) {
      const first = top * columns;
      const last = bottom * columns;
      const [to, from] = by > 0 ? [first, first + columns] : [first + columns, first];
      for (const cells of [glyphs, styles]) cells.copyWithin(to, from, from + last - first);
      const empty = by > 0 ? last : first;
      blank(empty, empty + columns, style);
    },
  };
}
