import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { plainLines } from "../../../src/cli/plain/ascii.ts";
import { anyCharacter } from "../../support/any-text.ts";
import { cases } from "../../support/every-cut.ts";

test("whatever is said comes out as printable ASCII of at most 79 columns", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 160 }), (text) => {
      for (const line of plainLines(text)) assert.match(line, /^[ -~]{0,79}$/);
    }),
    { numRuns: cases(40) },
  );
});

test("words stay whole and in order, and go on under where they began", () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,20}$/), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(words, fc.constantFrom("", "  12 ", "    "), (said, start) => {
      const lines = plainLines(start + said.join(" "));
      assert.deepEqual(lines.join(" ").match(/[a-z]+/g), said);
      for (const line of lines.slice(1)) assert.equal(/^ */.exec(line)?.[0].length, start.length);
    }),
  );
});

test("names and measures keep a spelling people know", () => {
  assert.deepEqual(plainLines("Jos\u00e9 \u2014 \u201ca\u201d \u2265 5 \u00b5s\u2026 \u4e2d"), [
    'Jose - "a" >= 5 us... ?',
  ]);
});
