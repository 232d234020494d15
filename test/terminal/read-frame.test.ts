import assert from "node:assert/strict";
import { test } from "node:test";
import {
  backgroundOf,
  foregroundOf,
  type Look,
  readFrame,
  STYLE,
} from "../../src/terminal/index.ts";

const look: Look = { columns: 11, rows: 4, colour: 0, glyphs: "ascii" };
const emulator: Look = { columns: 21, rows: 3, colour: 16, glyphs: "utf8" };

function linesOf(frame: string, of: Look): readonly string[] {
  const { glyphs, columns, rows } = readFrame(frame, of);
  return Array.from({ length: rows }, (_, row) =>
    glyphs
      .slice(row * columns, (row + 1) * columns)
      .join("")
      .trimEnd(),
  );
}

const styleAt = (frame: string, of: Look, column = 0) => readFrame(frame, of).styles[column] ?? 0;

test("a frame is cut to one line and one column less than the device has", () => {
  assert.deepEqual(linesOf("0123456789ABC\nb\nc\nd\ne", look), ["0123456789", "b", "c", ""]);
});

test("a mono device keeps bold and reverse and gets no colour", () => {
  const frame = "\u001b[1m\u001b[31mFAIL\u001b[39m\u001b[22m \u001b[44;7mx\u001b[27m";
  const { styles } = readFrame(frame, look);
  const { bold, reverse } = STYLE;
  assert.deepEqual([...styles.slice(0, 7)], [bold, bold, bold, bold, 0, reverse, 0]);
});

test("bright colours are plain on eight colours, and finer ones are nobody's", () => {
  const frame = "\u001b[91;102mx\u001b[38;5;7;4mx\u001b[38;2;1;4;7mx";
  for (const [colour, foreground, background] of [
    [8, 2, 3],
    [16, 10, 11],
  ] as const) {
    const style = styleAt(frame, { ...look, colour });
    assert.deepEqual([foregroundOf(style), backgroundOf(style)], [foreground, background]);
    assert.equal(styleAt(frame, { ...look, colour }, 1), style | STYLE.underline);
    assert.equal(styleAt(frame, { ...look, colour }, 2), style | STYLE.underline);
  }
});

test("a glyph the device may not have becomes a question mark", () => {
  assert.deepEqual(linesOf("a─…✓", look), ["a???", "", "", ""]);
  assert.deepEqual(linesOf("a─…✓", { ...look, glyphs: "boxes" }), ["a─??", "", "", ""]);
  assert.deepEqual(linesOf("a─…✓", { ...look, glyphs: "utf8" }), ["a─…?", "", "", ""]);
});

test("whatever the glyphs, no column shifts: wide ones take two cells or two question marks", () => {
  assert.deepEqual(linesOf("日本|😀|👨‍👩‍👧|é|ｶﾞ|", emulator), ["日本|??|??|é|??|", "", ""]);
  assert.deepEqual(linesOf("日本|😀|👨‍👩‍👧|é|", look), ["????|??|??", "", "", ""]);
  assert.equal(readFrame("日", emulator).glyphs[1], "");
});

test("half of a wide glyph at the edge is left away", () => {
  assert.deepEqual(linesOf(`${"x".repeat(19)}日`, emulator), ["x".repeat(19), "", ""]);
});

test("marks are composed with their letter or dropped", () => {
  assert.deepEqual(linesOf("e\u0301x\u0336y", emulator), ["\u00e9xy", "", ""]);
});

test("control characters are blanks", () => {
  assert.deepEqual(linesOf("a\tb\u0007c\u009bd", emulator), ["a b c d", "", ""]);
});

test("the cell that blinks is where the cursor stands, and it does not blink", () => {
  const screen = readFrame("a\nbc\u001b[5m \u001b[25md", look);
  assert.deepEqual(screen.cursor, { row: 1, column: 2 });
  assert.equal(
    screen.styles.some((style) => style !== 0),
    false,
  );
  assert.equal(readFrame("a\nbc d", look).cursor, undefined);
});

test("a line read before is read anew for another device, and behind a style that goes on", () => {
  const frame = "\u001b[31mé─\u001b[39m\né─";
  const first = readFrame(frame, emulator);
  const ascii = readFrame(frame, look);
  assert.deepEqual([...ascii.glyphs.slice(0, 2), ...ascii.styles.slice(0, 2)], ["?", "?", 0, 0]);
  assert.deepEqual(readFrame(frame, emulator), first);
  const { styles } = readFrame("\u001b[7m\né─", emulator);
  assert.equal(styles[emulator.columns], STYLE.reverse);
});

test("half blocks reach a console that has them, beside its boxes and nothing else", () => {
  const boxes: Look = { ...look, glyphs: "boxes" };
  assert.equal(linesOf("▀▄█─ß", boxes)[0], "??█─?");
  assert.equal(linesOf("▀▄█─ß", { ...boxes, qr: "half" })[0], "▀▄█─?");
  assert.equal(linesOf("▀▄█─ß", { ...boxes, qr: "full" })[0], "??█─?");
});
