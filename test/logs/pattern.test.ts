import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseFilter } from "../../src/logs/index.ts";

function has(filter: string, line: string): boolean {
  const parsed = parseFilter(filter);
  assert.ok(parsed.is === "filter", JSON.stringify(parsed));
  return parsed.matches(line);
}

test("words are found as they stand, large or small, and their signs mean themselves", () => {
  assert.equal(has("FAILED (1", "kubelet Failed (1) to start"), true);
  assert.equal(has("a.c", "abc"), false);
  assert.equal(has("/", "/var/log"), true);
  assert.equal(has("/var", "/var/log"), true);
});

const CASES: readonly (readonly [filter: string, yes: readonly string[], no: readonly string[]])[] =
  [
    ["/a.c/", ["xabcx", "A-C"], ["ac"]],
    ["/^a/", ["abc"], ["ba"]],
    ["/a$/", ["ba"], ["ab"]],
    ["/^$/", [""], ["a"]],
    ["/ab*c/", ["ac", "abbbc"], ["adc"]],
    ["/ab+c/", ["abc"], ["ac"]],
    ["/ab?c/", ["ac", "abc"], ["abbc"]],
    ["/a{2,3}b/", ["aab", "aaab"], ["ab"]],
    ["/^a{2}$/", ["aa"], ["a", "aaa"]],
    ["/^a{2,}$/", ["aa", "aaaaaa"], ["a"]],
    ["/(one|two) (three|)/", ["one three", "TWO "], ["one"]],
    ["/(?:ab)+$/", ["abab"], ["aba"]],
    ["/[0-9a-fA-F]{4}/", ["x BEEF y"], ["be ef"]],
    ["/[^a-z ]/", ["ab1"], ["AB c"]],
    ["/[]x-]/", ["]", "-", "X"], ["y"]],
    ["/\\d+ms/", ["took 12ms"], ["took ms"]],
    ["/\\[\\w+\\]\\s\\S/", ["[eth0] up"], ["[eth0]up", "[] up"]],
    ["/\\D\\W/", ["a-"], ["1a"]],
    ["/((a*)*)*b/", ["aaab"], ["aaa"]],
  ];

test("a pattern is found as people know it", () => {
  for (const [filter, yes, no] of CASES) {
    for (const line of yes) assert.equal(has(filter, line), true, `${filter} in ${line}`);
    for (const line of no) assert.equal(has(filter, line), false, `${filter} in ${line}`);
  }
});

test("any pattern of these signs finds what the language's own does", () => {
  const signs = fc.constantFrom("a", "b", ".", "*", "+", "?", "(", ")", "|", "^", "$", "[ab]");
  const pattern = fc.array(signs, { minLength: 1, maxLength: 10 }).map((all) => all.join(""));
  const line = fc.stringMatching(/^[ab]{0,8}$/);
  fc.assert(
    fc.property(pattern, line, (source, text) => {
      const parsed = parseFilter(`/${source}/`);
      let own: RegExp;
      try {
        own = new RegExp(source, "i");
      } catch {
        return;
      }
      // Lazy repeats find the same lines, and repeats of places are not worth a word.
      if (parsed.is === "invalid" || /[$^][*+?]/.test(source)) return;
      assert.equal(parsed.matches(text), own.test(text), `${source} in ${text}`);
    }),
  );
});

test("patterns that would take others for ever are done with at once", () => {
  const text = "a".repeat(4000);
  for (const filter of ["/(a+)+b/", "/(a|a)*b/", "/(.*)*x(.*)*y(.*)*z/", "/(a*){20}b/"])
    assert.equal(has(filter, text), false);
});

test("what is not known is refused with its reason", () => {
  const whyNot = (filter: string) => {
    const parsed = parseFilter(filter);
    return parsed.is === "invalid" ? parsed.why : parsed.is;
  };
  assert.deepEqual(
    ["/(/", "/a)/", "/[a/", "/*/", "/\\1/", "/(?=a)/", "/a{99}/", "/(a{50}){50}/", "/a\\/"].map(
      whyNot,
    ),
    [
      "a ) is missing",
      "a ( is missing",
      "a ] is missing",
      "nothing to repeat before *",
      "\\1 is not known here",
      "only groups with (?: and ( are known",
      "at most 50 times",
      "the pattern is too large",
      "nothing after the last \\",
    ],
  );
  assert.equal(whyNot("x".repeat(200)), "longer than 120 characters");
});
