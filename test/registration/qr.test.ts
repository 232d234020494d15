import assert from "node:assert/strict";
import { test } from "node:test";
import jsqr from "jsqr";
import { layoutQr, type QrLayout, type QrRun } from "../../src/registration/index.ts";
import { IS_EVERY_CUT } from "../support/every-cut.ts";

/** One cell is twice as high as wide, as on a console. */
const CELL = { width: 4, height: 8 };

/** What a camera sees of the cells on a terminal, in grey; around them the terminal's own background. */
function rasterise(rows: readonly (readonly QrRun[])[], background: 0 | 255) {
  const columns = Math.max(
    ...rows.map((runs) => runs.reduce((sum, { text }) => sum + text.length, 0)),
  );
  const margin = 24;
  const width = columns * CELL.width + 2 * margin;
  const height = rows.length * CELL.height + 2 * margin;
  const image = new Uint8ClampedArray(width * height * 4).fill(background);
  rows.forEach((runs, row) => {
    let column = 0;
    for (const { text, style } of runs) {
      for (const character of text) {
        for (let y = 0; y < CELL.height; y++) {
          const shade = shadeOf(character, style, y < CELL.height / 2, background);
          const start =
            ((margin + row * CELL.height + y) * width + margin + column * CELL.width) * 4;
          image.fill(shade, start, start + CELL.width * 4);
        }
        column += 1;
      }
    }
  });
  for (let at = 3; at < image.length; at += 4) image[at] = 255;
  return { image, width, height };
}

function shadeOf(
  character: string,
  style: QrRun["style"],
  isTop: boolean,
  background: 0 | 255,
): number {
  const ink = { "█": [true, true], "▀": [true, false], "▄": [false, true], " ": [false, false] }[
    character
  ];
  assert.ok(ink, `unexpected character ${character}`);
  if (style === "black-on-white") return ink[isTop ? 0 : 1] ? 0 : 255;
  assert.equal(character, " ");
  if (style === "black") return 0;
  if (style === "white") return 255;
  return style === "reverse" ? 255 - background : background;
}

function decode(layout: QrLayout, background: 0 | 255 = 0): string | undefined {
  assert.equal(layout.is, "cells");
  if (layout.is !== "cells") return undefined;
  const { image, width, height } = rasterise(layout.rows, background);
  const read = jsqr.default ?? jsqr;
  return read(image, width, height, { inversionAttempts: "dontInvert" })?.data;
}

const LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

/** Always the same 50, spread over hosts and codes. */
const ADDRESSES = Array.from({ length: 50 }, (_, at) => {
  const code = Array.from({ length: 8 }, (_unused, n) => LETTERS[(at * 7 + n * 13 + at * n) % 20]);
  const host =
    at % 2 === 0 ? `http://127.0.0.1:${32768 + at * 611}` : `https://plane${at}.example.net`;
  return `${host}/a/${code.join("")}`;
});

for (const [turn, [glyphs, background]] of (
  [
    ["half-blocks", "dark"],
    ["half-blocks", "light"],
    ["background", "dark"],
    ["reverse", "dark"],
    ["reverse", "light"],
  ] as const
).entries()) {
  const addresses = ADDRESSES.filter((_, at) => IS_EVERY_CUT || at % 5 === turn);
  test(`a camera reads ${addresses.length} addresses in ${glyphs} on a ${background} terminal`, () => {
    for (const text of addresses) {
      const layout = layoutQr({ text, columns: 132, rows: 60, glyphs, background });
      assert.equal(decode(layout, background === "dark" ? 0 : 255), text);
    }
  });
}

test("an address with other letters than ASCII survives", () => {
  const text = "https://plane.example.net/a/BKTRQZXM?größe=é";
  assert.equal(decode(layoutQr({ text, columns: 80, rows: 24, glyphs: "half-blocks" })), text);
});

test("the usual address fits into 80x24 beside its text, with a whole quiet zone", () => {
  const layout = layoutQr({
    text: "https://plane.example.net:8443/a/BKTRQZXM",
    columns: 41,
    rows: 19,
    glyphs: "half-blocks",
  });
  assert.equal(layout.is, "cells");
  if (layout.is !== "cells") return;
  assert.deepEqual(
    [layout.version, layout.columns, layout.rows.length, layout.quiet],
    [3, 37, 19, { x: 4, y: 4 }],
  );
});

test("where it is tight the quiet zone shrinks before the code is given up, and it still reads", () => {
  const text = "http://127.0.0.1:41234/a/BKTRQZXM";
  const sizes = [19, 18, 17, 16].map((rows) => {
    const layout = layoutQr({ text, columns: 40, rows, glyphs: "half-blocks" });
    assert.equal(decode(layout), text);
    return layout.is === "cells" ? layout.quiet.y : 0;
  });
  assert.deepEqual(sizes, [4, 2, 2, 1]);
});

test("a code that does not fit is not drawn, and the reason names the space it needs", () => {
  const text = "http://127.0.0.1:41234/a/BKTRQZXM";
  assert.deepEqual(layoutQr({ text, columns: 80, rows: 24, glyphs: "reverse" }), {
    is: "text-only",
    reason: "The QR code needs 66 columns and 31 rows; here are 80 and 24.",
    needs: { columns: 66, rows: 31 },
  });
  assert.deepEqual(layoutQr({ text, columns: 20, rows: 5, glyphs: "half-blocks" }), {
    is: "text-only",
    reason: "The QR code needs 33 columns and 16 rows; here are 20 and 5.",
    needs: { columns: 33, rows: 16 },
  });
});

test("a terminal that can draw nothing gets text and the reason; so does an endless address", () => {
  const none = layoutQr({ text: "x", columns: 80, rows: 24, glyphs: "none" });
  assert.equal(none.is, "text-only");
  const long = layoutQr({ text: "x".repeat(3000), columns: 999, rows: 999, glyphs: "half-blocks" });
  assert.deepEqual(long, { is: "text-only", reason: "The address is too long for a QR code." });
});

test("every row is equally wide, down to a screen of one cell", () => {
  for (let columns = 1; columns < 100; columns += 7) {
    for (const glyphs of ["half-blocks", "background", "reverse"] as const) {
      const layout = layoutQr({ text: "https://p.example/a/BKTRQZXM", columns, rows: 40, glyphs });
      if (layout.is !== "cells") continue;
      assert.ok(layout.columns <= columns);
      for (const runs of layout.rows) {
        assert.equal(runs.map(({ text }) => text).join("").length, layout.columns);
      }
    }
  }
});
