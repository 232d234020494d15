import assert from "node:assert/strict";
import { test } from "node:test";
import { capabilitiesOf, difference, readFrame } from "../../src/terminal/index.ts";
import { KERNEL_FONT, LAT15 } from "../support/console-fonts.ts";
import { goldenCells, goldenLines, goldensOn } from "../support/golden-screen.ts";

const SERIAL = goldensOn("80x24-ascii");
const WHOLE_BYTES = 1250;
const FIRST_BYTES = 400;
/** Who, and the walk. */
const HEAD_ROWS = 2;

for (const term of ["vt100", "vt220"]) {
  const line = capabilitiesOf({ term, kind: "serial", glyphs: "ascii" });

  test(`every screen is painted on a ${term} at the end of a serial line with at most 1250 bytes`, () => {
    assert.ok(SERIAL.length > 30);
    const sizes = SERIAL.map((name) => {
      const { bytes } = difference(undefined, goldenCells(name), line);
      return { name, bytes: bytes.length };
    });
    assert.deepEqual(
      sizes.filter(({ bytes }) => bytes > WHOLE_BYTES),
      [],
    );
  });

  test(`who, title, state and next step of every screen are the first 400 bytes on a ${term}`, () => {
    for (const name of SERIAL) {
      const lines = goldenLines(name);
      const first = difference(undefined, goldenCells(name), line, {
        budgetBytes: FIRST_BYTES - 10,
      });
      assert.ok(first.bytes.length <= FIRST_BYTES, `${name}: ${first.bytes.length} bytes`);
      const missing = importantRows(lines).filter((row) => first.leftRows.includes(row));
      assert.deepEqual(
        missing.map((row) => lines[row]),
        [],
        name,
      );
    }
  });
}

/** Above the rule, the title below it, and the line that is highlighted. */
function importantRows(lines: readonly string[]): readonly number[] {
  const title = lines.findIndex((line, row) => row > HEAD_ROWS && !/^-*$/.test(line));
  const highlighted = lines.findIndex((line, row) => row > HEAD_ROWS && line.startsWith("> "));
  return [0, 1, title, ...(highlighted < 0 ? [] : [highlighted])];
}

test("nothing is drawn on a serial line that parts two columns", () => {
  for (const name of goldensOn("100x30-ascii"))
    assert.doesNotMatch(goldenLines(name).join("\n"), /\|/, name);
});

test("a console is never sent a glyph that the kernel's font or Lat15 does not have", () => {
  const look = { columns: 66, rows: 2, colour: 8, glyphs: "boxes" } as const;
  const all = Array.from({ length: 0x10000 - 0xa0 }, (_, index) => 0xa0 + index).filter(
    (code) => code < 0xd800 || code > 0xdfff,
  );
  const frame = Array.from({ length: 1000 }, (_, row) =>
    String.fromCodePoint(...all.slice(row * 65, (row + 1) * 65)),
  );
  const drawn = new Set(frame.flatMap((line) => [...readFrame(line, look).glyphs]));
  assert.ok(drawn.has("─") && drawn.has("│") && drawn.has("?"));
  assert.deepEqual([...drawn].filter(isMissing), []);
});

test("no picture of a console needs a glyph that it would have to replace", () => {
  const names = goldensOn("80x25-boxes");
  assert.ok(names.length > 5);
  for (const name of names) {
    const glyphs = new Set(goldenLines(name).join(""));
    assert.deepEqual([...glyphs].filter(isMissing), [], name);
  }
});

const isMissing = (glyph: string): boolean =>
  !/^[ -~]$/.test(glyph) && !(KERNEL_FONT.has(glyph) && LAT15.has(glyph));
