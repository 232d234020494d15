import assert from "node:assert/strict";
import { test } from "node:test";
import { keptAnswers } from "../../src/text/index.ts";

test("an answer is kept for the very texts it was given to, and only as long as it is among the last", () => {
  const asked: string[] = [];
  const joined = keptAnswers(2, (...texts) => {
    asked.push(texts.join("+"));
    return texts.length === 3 ? undefined : texts.join("");
  });
  assert.deepEqual(
    [joined("a", "bc"), joined("ab", "c"), joined("a", "bc")],
    ["abc", "abc", "abc"],
  );
  assert.deepEqual(asked, ["a+bc", "ab+c"]);
  assert.deepEqual([joined("x", "y", "z"), joined("x", "y", "z")], [undefined, undefined]);
  assert.deepEqual([joined("a", "bc"), joined("ab", "c")], ["abc", "abc"]);
  assert.deepEqual(asked, ["a+bc", "ab+c", "x+y+z", "ab+c"]);
  const fails = keptAnswers(2, () => {
    asked.push("thrown");
    throw new Error("none");
  });
  assert.throws(() => fails("a"));
  assert.throws(() => fails("a"));
  assert.equal(asked.filter((what) => what === "thrown").length, 2);
});
