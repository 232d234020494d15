import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import fullWidth from "string-width";
import { QuickSegmenter, quickWidth } from "../../../packaging/build/quick-text.ts";
import stringWidth from "../../../packaging/build/string-width.ts";
import { anyCharacter } from "../../support/any-text.ts";
import { cases } from "../../support/every-cut.ts";

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index));

/** All a screen is drawn with, and what must not be mistaken for it. */
const ALPHABET = [
  ...range(0x00, 0xff),
  ...range(0x2190, 0x21ff),
  ...range(0x2500, 0x25ff),
  ...[
    "\u001b[1m",
    "\u001b[0m",
    "\u001b[38;5;9m",
    "\u009b1m",
    "\u0301",
    "\u200d",
    "\ufe0f",
    "\u20e3",
  ],
  ...["漢", "ｱ", "ﾞ", "한", "ᄒ", "ᅡ", "👩‍👩‍👧", "🇩🇪", "नि", "\ud800", "\u200b", "\u00ad"],
];

const texts = fc.array(fc.constantFrom(...ALPHABET), { maxLength: 12 }).map((all) => all.join(""));
const anyText = fc.string({ unit: anyCharacter, maxLength: 12 });

test("every character is as wide as the full tables say, alone and between others", () => {
  for (const character of ALPHABET) {
    for (const text of [character, `a${character}b`, `─${character}`, `${character}é`]) {
      assert.equal(stringWidth(text), fullWidth(text), JSON.stringify(text));
      const quick = quickWidth(text);
      if (quick !== undefined) assert.equal(quick, fullWidth(text), JSON.stringify(text));
    }
  }
});

test("mixed and random texts are as wide as the full tables say", () => {
  fc.assert(
    fc.property(fc.oneof(texts, anyText), (text) => {
      assert.equal(stringWidth(text), fullWidth(text));
      assert.equal(
        stringWidth(text, { ambiguousIsNarrow: false }),
        fullWidth(text, { ambiguousIsNarrow: false }),
      );
      assert.equal(
        stringWidth(text, { countAnsiEscapeCodes: true }),
        fullWidth(text, { countAnsiEscapeCodes: true }),
      );
    }),
    { numRuns: cases(3000) },
  );
});

test("texts fall into the same characters as the full segmenter finds", () => {
  const full = new Intl.Segmenter();
  const quick = new QuickSegmenter();
  const cut = (segmenter: Intl.Segmenter | QuickSegmenter, text: string) =>
    [...segmenter.segment(text)].map(({ segment, index }) => ({ segment, index }));
  fc.assert(
    fc.property(fc.oneof(texts, anyText), (text) => {
      assert.deepEqual(cut(quick, text), cut(full, text));
    }),
    { numRuns: cases(3000) },
  );
});

test("words are left to the full segmenter", () => {
  const words = [...new QuickSegmenter("en", { granularity: "word" }).segment("two words")];
  assert.deepEqual(
    words.map(({ segment }) => segment),
    ["two", " ", "words"],
  );
});
