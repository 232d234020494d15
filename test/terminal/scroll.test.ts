import assert from "node:assert/strict";
import { test } from "node:test";
import { capabilitiesOf, difference, readFrame, type Screen } from "../../src/terminal/index.ts";

const LOOK = { columns: 80, rows: 24, colour: 0, glyphs: "ascii" } as const;
const capabilities = capabilitiesOf({ term: "vt102", kind: "serial", glyphs: "ascii" });

/** A list of which ten lines are seen, the first of them highlighted, with text above and below. */
function list(first: number): Screen {
  const line = (at: number) => `${at === first ? ">" : " "} entry ${at} of the list, in some words`;
  const entries = Array.from({ length: 10 }, (_, index) => line(first + index));
  return readFrame(["The list", "", ...entries, "", "Enter open"].join("\n"), LOOK);
}

function bytesBetween(one: Screen, other: Screen): string {
  const { shown } = difference(undefined, one, capabilities);
  return difference(shown, other, capabilities).bytes;
}

for (const [name, from, to] of [
  ["up", 1, 2],
  ["down", 2, 1],
  ["up by three", 1, 4],
] as const)
  test(`a list that goes ${name} is scrolled, though the highlight moved on it`, () => {
    const bytes = bytesBetween(list(from), list(to));
    const lines = Math.abs(to - from);
    assert.equal(bytes.match(/entry/g)?.length, lines, JSON.stringify(bytes));
    assert.ok(bytes.length < 40 + lines * 40, JSON.stringify(bytes));
  });

test("after the margins are set nothing is reckoned from where the cursor is", () => {
  for (const bytes of [bytesBetween(list(1), list(2)), bytesBetween(list(2), list(1))])
    assert.match(bytes.replaceAll("\u001b", "ESC "), /ESC \[\d+;\d+rESC \[\d+H/);
});
