import fc from "fast-check";

/**
 * Any code point, halves of pairs too: a unit for `fc.string`. Its own `unit: "binary"` is the same, and
 * first takes a second to write all 1.1 million into a table.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10ffff })
  .map((point) => String.fromCodePoint(point));
