import fc from "fast-check";
import { blankScreen, type Screen } from "../../src/terminal/index.ts";
import type { DeviceProfile } from "./device-profiles.ts";

/** One thing that happens to a picture; places are taken modulo its size. */
export type Change =
  | {
      readonly do: "text";
      readonly row: number;
      readonly column: number;
      readonly text: string;
      readonly style: number;
    }
  | { readonly do: "blank"; readonly row: number; readonly column: number; readonly count: number }
  | { readonly do: "shift"; readonly top: number; readonly bottom: number; readonly by: number }
  | { readonly do: "clear" }
  | { readonly do: "cursor"; readonly row: number; readonly column: number }
  | { readonly do: "no-cursor" };

/** Frames as programs make them: bits of text, blanks, lines moved up and down, now and then all new. */
export function frameChanges(device: DeviceProfile): fc.Arbitrary<readonly Change[]> {
  const place = { row: fc.nat(60), column: fc.nat(200) };
  const glyph = fc.constantFrom(...device.alphabet);
  const change = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant("text" as const),
        ...place,
        text: fc.oneof(
          fc.string({ unit: glyph, minLength: 1, maxLength: 60 }),
          fc.tuple(glyph, fc.integer({ min: 1, max: 90 })).map(([one, times]) => one.repeat(times)),
        ),
        style: styles(device.colour),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("blank" as const),
        ...place,
        count: fc.integer({ min: 1, max: 90 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("shift" as const),
        top: fc.nat(60),
        bottom: fc.nat(60),
        by: fc.integer({ min: -4, max: 4 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("cursor" as const), ...place }) },
    { weight: 1, arbitrary: fc.constant({ do: "no-cursor" as const }) },
    { weight: 1, arbitrary: fc.constant({ do: "clear" as const }) },
  );
  return fc.array(change, { minLength: 1, maxLength: 8 });
}

function styles(colour: number): fc.Arbitrary<number> {
  const colours = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: colour }));
  return fc
    .tuple(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 7 })), colours, colours)
    .map(
      ([attributes, foreground, background]) => attributes | (foreground << 4) | (background << 9),
    );
}

/** The picture after one more frame. */
export function changed(before: Screen, changes: readonly Change[]): Screen {
  const after = {
    ...before,
    glyphs: before.glyphs.slice(),
    styles: before.styles.slice(),
  };
  let { cursor } = before;
  for (const change of changes) {
    if (change.do === "no-cursor") cursor = undefined;
    else if (change.do === "cursor")
      cursor = { row: change.row % before.rows, column: change.column % before.columns };
    else apply(after, change);
  }
  const { columns, rows, glyphs } = after;
  return {
    columns,
    rows,
    glyphs,
    styles: after.styles,
    ...(cursor === undefined ? {} : { cursor }),
  };
}

type Sheet = Screen & { glyphs: string[] };

function apply(sheet: Sheet, change: Change): void {
  const { columns, rows } = sheet;
  if (change.do === "clear") Object.assign(sheet, blankScreen(columns, rows));
  if (change.do === "shift") shift(sheet, change);
  if (change.do === "blank") write(sheet, change, Array<string>(change.count).fill(" "), 0);
  if (change.do === "text") write(sheet, change, [...change.text], change.style);
}

function write(
  sheet: Sheet,
  place: { readonly row: number; readonly column: number },
  glyphs: readonly string[],
  style: number,
): void {
  const row = place.row % sheet.rows;
  let column = place.column % sheet.columns;
  for (const glyph of glyphs) {
    const width = glyph >= "\u3000" ? 2 : 1;
    if (column + width > sheet.columns) return;
    for (const [offset, part] of [glyph, ""].slice(0, width).entries())
      set(sheet, row, column + offset, { glyph: part, style });
    column += width;
  }
}

/** Halves of a wide glyph go together. */
function set(
  { columns, glyphs, styles }: Sheet,
  row: number,
  column: number,
  { glyph, style }: { readonly glyph: string; readonly style: number },
): void {
  const at = row * columns + column;
  if (glyphs[at] === "" && glyph !== "") glyphs[at - 1] = " ";
  if (column + 1 < columns && glyphs[at + 1] === "") glyphs[at + 1] = " ";
  glyphs[at] = glyph;
  styles[at] = style;
}

function shift(
  sheet: Sheet,
  { top, bottom, by }: { readonly top: number; readonly bottom: number; readonly by: number },
): void {
  const { columns, rows } = sheet;
  const [first = 0, last = 0] = [top % rows, bottom % rows].sort((one, other) => one - other);
  const before = { glyphs: sheet.glyphs.slice(), styles: sheet.styles.slice() };
  sheet.glyphs.fill(" ", first * columns, (last + 1) * columns);
  sheet.styles.fill(0, first * columns, (last + 1) * columns);
  for (let row = first; row <= last; row++) {
    const source = row + by;
    if (source < first || source > last) continue;
    for (let column = 0; column < columns; column++) {
      const [from, to] = [source * columns + column, row * columns + column];
      sheet.glyphs[to] = before.glyphs[from] ?? " ";
      sheet.styles[to] = before.styles[from] ?? 0;
    }
  }
}
