import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { diffLines } from "../../src/steps/line-diff.ts";
import { cases } from "../support/every-cut.ts";

const lines = (text: string) => [...text].map((line) => ({ key: line, shown: line }));
const shown = (before: string, after: string) =>
  diffLines(lines(before), lines(after))
    .map(({ sign, text }) => sign + text)
    .join("\n");

test("a changed line shows old and new with two lines around", () => {
  assert.equal(shown("abcdefgh", "abcdXfgh"), " c\n d\n-e\n+X\n f\n g".replace(" c", " ..\n c"));
});

test("equal texts differ in nothing", () => assert.equal(shown("abc", "abc"), ""));

test("the diff leads from the one text to the other, and keeps as much as it can", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", "c"), { maxLength: 5 })
    .map((all) => all.join(""));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = diffLines(lines(before), lines(after)).filter((line) => line.text !== "..");
      const kept = diff.filter(({ sign }) => sign === " ").length;
      const removed = diff.filter(({ sign }) => sign === "-").map((line) => line.text);
      const added = diff.filter(({ sign }) => sign === "+").map((line) => line.text);
      assert.equal(removed.length - added.length, before.length - after.length);
      if (before !== after) assert.ok(kept <= Math.min(before.length, after.length));
      const cost = longest(before, after);
      assert.equal(removed.length, before.length - cost);
      assert.equal(added.length, after.length - cost);
    }),
    { numRuns: cases(300) },
  );
});

test("a change of thousands of lines is counted, not listed", () => {
  const many = Array.from({ length: 5000 }, (_, index) => ({ key: `${index}`, shown: `${index}` }));
  const diff = diffLines([], many);
  assert.equal(diff.length, 201);
  assert.deepEqual(diff.at(-1), { sign: " ", text: ".. 4800 more changed lines" });
});

test("two large texts without a common line are compared in no time", () => {
  const text = (name: string) =>
    Array.from({ length: 20_000 }, (_, index) => ({ key: name + index, shown: name }));
  assert.equal(diffLines(text("a"), text("b")).length, 201);
});

/** Length of the longest common subsequence, by trying. */
function longest(a: string, b: string): number {
  if (a === "" || b === "") return 0;
  if (a[0] === b[0]) return 1 + longest(a.slice(1), b.slice(1));
  return Math.max(longest(a.slice(1), b), longest(a, b.slice(1)));
}
