import type { Capabilities } from "./capabilities.ts";

/** In which of the two character sets of a DEC terminal a byte has to be sent. */
export type Shift = "first" | "second" | "any";

export interface Spelling {
  readonly bytes: string;
  /** Length on the wire, where text is UTF-8. */
  readonly length: number;
  readonly shift: Shift;
}

/** How a glyph is said to this device; what it has no byte for is a question mark. */
export function spellingOf(glyph: string, { lines }: Capabilities): Spelling {
  const code = glyph.charCodeAt(0);
  if (glyph.length === 1 && code >= 0x20 && code < 0x7f) return ASCII[code - 0x20] ?? UNKNOWN;
  if (lines === "dec") return DEC.get(glyph) ?? UNKNOWN;
  if (lines === "ascii") return UNKNOWN;
  return UTF8.get(glyph) ?? utf8Spelling(glyph);
}

function utf8Spelling(glyph: string): Spelling {
  const spelling: Spelling = { bytes: glyph, length: utf8Length(glyph), shift: "any" };
  if (UTF8.size > MOST_KEPT) UTF8.clear();
  UTF8.set(glyph, spelling);
  return spelling;
}

/** A picture asks for the same few over and over. */
const UTF8 = new Map<string, Spelling>();
const MOST_KEPT = 1000;

const UNKNOWN: Spelling = { bytes: "?", length: 1, shift: "any" };

// The second set differs from ASCII only from the underscore on.
const ASCII: readonly Spelling[] = Array.from({ length: 0x5f }, (_, index) => ({
  bytes: String.fromCharCode(0x20 + index),
  length: 1,
  shift: 0x20 + index < 0x5f ? "any" : "first",
}));

const DEC: ReadonlyMap<string, Spelling> = new Map(
  [..."j┘ k┐ l┌ m└ n┼ q─ t├ u┤ v┴ w┬ x│ a▒ f° g± ~·".split(" ")].map(([byte = "?", glyph = ""]) => [
    glyph,
    { bytes: byte, length: 1, shift: "second" },
  ]),
);
// No byte of either set: the nearest that has one.
for (const [glyph, bytes] of [
  ["█", "#"],
  ["░", ":"],
  ["«", "<"],
  ["»", ">"],
] as const)
  (DEC as Map<string, Spelling>).set(glyph, { bytes, length: 1, shift: "any" });

function utf8Length(glyph: string): number {
  let length = 0;
  for (const character of glyph) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) length += 1;
    else if (code < 0x800) length += 2;
    else length += code < 0x10000 ? 3 : 4;
  }
  return length;
}
