import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  cellWidth,
  checkCharacter,
  fitCells,
  groupId,
  nearest,
  oneCellEach,
  sanitize,
  truncate,
  wrap,
} from "../../src/text/index.ts";
import { anyCharacter } from "../support/any-text.ts";

test("control sequences of a hostile log line do not reach the screen", () => {
  const hostile =
    "\u001b[2J\u001b]0;title\u0007ok\u001b[31mred\u001b[0m\u009b1m\r\nnext\u0000\u202eevil\u001bPq\u001b\\";
  assert.equal(sanitize(hostile), "okred nextevil");
});

test("whatever comes in, one printable line comes out", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      assert.doesNotMatch(sanitize(text), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test("text is cut with two dots, and fits exactly", () => {
  assert.deepEqual(
    [truncate("Samsung 860", 8), truncate("abc", 8), truncate("abcdef", 2), fitCells("ab", 4)],
    ["Samsun..", "abc", "ab", "ab  "],
  );
});

test("wide and combining characters never take more cells than counted", () => {
  assert.deepEqual([cellWidth("日本"), cellWidth("e\u0301"), cellWidth("plain")], [2, 1, 5]);
  for (const wide of ["\u{20000}", "\u{17000}", "\u{1f1e9}", "\ua960", "\u2329", "\u1160"])
    assert.equal(oneCellEach(wide), "?", wide);
});

test("fitted text has the asked width, wrapped lines never exceed it", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 60 }), (text, width) => {
      assert.equal(cellWidth(fitCells(text, width)), width);
      for (const line of wrap(text, width)) assert.ok(cellWidth(line) <= width);
    }),
  );
});

test("an id is read aloud in groups of four", () => {
  assert.equal(groupId("edge-9f3a22c17e04b1"), "edge-9f3a-22c1-7e04-b1");
});

test("the check characters catch one wrong character and two swapped ones", () => {
  const id = fc.stringMatching(/^[a-f0-9]{8,32}$/);
  fc.assert(
    fc.property(id, fc.nat(), fc.constantFrom(..."0123456789abcdef"), (text, at, other) => {
      const place = at % text.length;
      const wrong = text.slice(0, place) + other + text.slice(place + 1);
      if (wrong !== text) assert.notEqual(checkCharacter(wrong), checkCharacter(text));
    }),
  );
  fc.assert(
    fc.property(id, fc.nat(), (text, at) => {
      const place = at % (text.length - 1);
      const [a = "", b = ""] = [text[place], text[place + 1]];
      const swapped = text.slice(0, place) + b + a + text.slice(place + 2);
      if (a !== b) assert.notEqual(checkCharacter(swapped), checkCharacter(text));
    }),
  );
});

test("grouping and case do not change the check characters", () => {
  assert.equal(checkCharacter("edge-9f3a-22c1"), checkCharacter("EDGE9F3A22C1"));
});

test("a mistyped name finds its neighbour, nonsense finds none", () => {
  const names = ["hostname", "ntpServers", "timezone"];
  assert.deepEqual(
    [nearest("hostnmae", names), nearest("ntpserver", names), nearest("zzzzzz", names)],
    ["hostname", "ntpServers", undefined],
  );
});
