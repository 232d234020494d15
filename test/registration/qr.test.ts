import assert from "node:assert/strict";
import { test } from "node:test";
import { layoutQr, type QrLayout } from "../../src/registration/qr/layout.ts";
import { IS_EVERY_CUT } from "../support/every-cut.ts";
import { kernelHalfBlocks } from "../support/kernel-font.ts";
import { decodeQr, photograph } from "../support/photograph.ts";

function decode(layout: QrLayout, background: 0 | 255 = 0): string | undefined {
  assert.equal(layout.is, "cells");
  if (layout.is !== "cells") return undefined;
  return decodeQr(photograph(layout.rows, { background, font: kernelHalfBlocks }));
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
  const addresses = ADDRESSES.filter((_, at) => IS_EVERY_CUT || at % 10 === turn);
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
