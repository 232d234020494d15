// Over 100 lines: the table of devices, sizes and payloads, and what a camera sees of each.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { layoutOf } from "../../hooks/layout.ts";
import { layoutQr, type QrGlyphs, type QrLayout } from "../../src/registration/qr/layout.ts";
import { withHalfBlocks } from "../../src/terminal/font/half-blocks.ts";
import { type ConsoleFont, readFont } from "../../src/terminal/font/psf.ts";
import { IS_EVERY_CUT } from "../support/every-cut.ts";
import { kernelHalfBlocks } from "../support/kernel-font.ts";
import { decodeQr, photograph } from "../support/photograph.ts";

/** What the registration page leaves for a code: beside its text, below the head. */
const TEXT_WIDTH = 38;
const SIZES = ["80x24", "80x25", "100x30", "128x48", "160x50"].map((name) => {
  const [columns = 0, rows = 0] = name.split("x").map(Number);
  const { width, bodyRows } = layoutOf({ columns, rows });
  return { name, room: { columns: width - TEXT_WIDTH, rows: bodyRows } };
});

const id = (length: number) => "edge-0123456789abcdef".repeat(7).slice(0, length);
const PAYLOADS = [
  ["our plane", "https://plane.example/a/BKTR-QZXM"],
  ["our plane, the longest wanted", "https://plane.factory-07.example.net:8443/a/BKTR-QZXM"],
  ["our plane, a long name", `https://${"management.".repeat(4)}example:8443/a/BKTR-QZXM`],
  ["a page and an id of 36 characters", `https://register.example.com/?edgehost=${id(36)}`],
  ["a page and an id of 128 characters", `https://register.example.com/?edgehost=${id(128)}`],
].map(([what = "", text = ""]) => ({ payload: `${what}, ${text.length} bytes`, text }));

const TIERS: Readonly<Record<string, QrGlyphs>> = {
  "half blocks: emulators, consoles with them in the font or lent to it": "half-blocks",
  "cells of colour: consoles whose font cannot be changed": "background",
  "reverse video: serial lines": "reverse",
};

function cellText(layout: QrLayout): string {
  if (layout.is === "text-only")
    return layout.needs === undefined
      ? "text"
      : `text, needs ${layout.needs.columns}x${layout.needs.rows}`;
  return `code of version ${layout.version}, ${layout.columns}x${layout.rows.length}, quiet ${layout.quiet.x}/${layout.quiet.y}`;
}

const cases = Object.entries(TIERS).flatMap(([tier, glyphs]) =>
  PAYLOADS.flatMap(({ payload, text }) =>
    SIZES.map(({ name: size, room }) => ({
      ...{ tier, payload, size, glyphs, text },
      layout: layoutQr({ text, ...room, glyphs }),
    })),
  ),
);

test("the table of what each device shows is the one written down", () => {
  const lines = Object.keys(TIERS).flatMap((tier) => [
    tier,
    ...PAYLOADS.flatMap(({ payload }) => [
      `  ${payload}`,
      ...cases
        .filter((each) => each.tier === tier && each.payload === payload)
        .map(({ size, layout }) => `    ${size.padEnd(8)}${cellText(layout)}`),
    ]),
    "",
  ]);
  const path = join(import.meta.dirname, "../golden/qr-table.txt");
  const table = lines.join("\n");
  if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(path, table);
  assert.equal(readFileSync(path, "utf8"), table);
});

test("whatever the table calls a code is read by a camera", () => {
  const codes = cases.flatMap(({ layout, text, glyphs }) =>
    layout.is === "cells" ? [{ rows: layout.rows, text, glyphs }] : [],
  );
  // Sizes that are drawn alike are one picture.
  const drawn = [...new Map(codes.map((code) => [JSON.stringify(code), code])).values()];
  assert.ok(drawn.length > 10);
  for (const { rows, text, glyphs } of drawn) {
    const backgrounds =
      glyphs === "reverse" || !IS_EVERY_CUT ? ([0] as const) : ([0, 255] as const);
    for (const background of backgrounds)
      assert.equal(decodeQr(photograph(rows, { background, font: kernelHalfBlocks })), text);
  }
});

const LETTERS = "BCDFGHJKLMNPQRSTVWXZ0123456789";

/** Always the same ones. */
function randomIds(count: number): readonly string[] {
  let state = 42;
  const next = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state >> 8;
  };
  return Array.from({ length: count }, (_, at) => {
    const length = at % 10 === 0 ? 128 : 8 + (next() % 40);
    return Array.from({ length }, () => LETTERS[next() % LETTERS.length]).join("");
  });
}

const FONTS = "/usr/share/consolefonts";
const fontOf = (name: string): ConsoleFont | undefined => {
  const path = join(FONTS, name);
  return existsSync(path) ? readFont(gunzipSync(readFileSync(path))) : undefined;
};
const lat15 = fontOf("Lat15-Fixed16.psf.gz");
const lent = lat15 === undefined ? undefined : withHalfBlocks(lat15);
const hasZbar = spawnSync("zbarimg", ["--version"], { stdio: "ignore" }).status === 0;

const DRAWN = [
  ["half blocks in the kernel's font", "half-blocks", kernelHalfBlocks],
  ["half blocks lent to Lat15", "half-blocks", lent],
  ["cells of colour in Lat15", "background", lat15],
  ["reverse video in Lat15", "reverse", lat15],
] as const;

/** One of the longest and two others; all of them with `EVERY_CUT=1`. */
const IDS = randomIds(200).filter((_, at) => IS_EVERY_CUT || at % 67 === 0);

for (const [what, glyphs, font] of DRAWN) {
  const lacking = font === undefined ? "no console-setup-linux" : false;
  test(`${IDS.length} hosts, ${what}: both decoders read every code`, { skip: lacking }, (t) => {
    assert.ok(font);
    const texts = IDS.map((one) => `https://register.example.com/?edgehost=${one}`);
    const seen = texts.map((text) => {
      const layout = layoutQr({ text, columns: 200, rows: 120, glyphs });
      assert.equal(layout.is, "cells");
      return photograph(layout.is === "cells" ? layout.rows : [], { background: 0, font });
    });
    assert.deepEqual(seen.map(decodeQr), texts);
    if (!hasZbar) return t.diagnostic("no zbarimg: read by one decoder only");
    assert.deepEqual(readByZbar(seen), texts);
  });
}

test("without half blocks in the font a code drawn with them cannot be read: why they are asked for", {
  skip: lat15 === undefined ? "no console-setup-linux" : false,
}, () => {
  const layout = layoutQr({
    text: "https://plane.example/a/BKTR-QZXM",
    columns: 80,
    rows: 24,
    glyphs: "half-blocks",
  });
  assert.equal(layout.is, "cells");
  if (layout.is !== "cells" || lat15 === undefined) return;
  assert.equal(decodeQr(photograph(layout.rows, { background: 0, font: lat15 })), undefined);
});

/** All pictures in one call: the program takes a moment to start. */
function readByZbar(pictures: readonly ReturnType<typeof photograph>[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "bringup-qr-"));
  try {
    const paths = pictures.map(({ image, width, height }, index) => {
      const path = join(folder, `${String(index).padStart(3, "0")}.pgm`);
      writeFileSync(path, Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), image]));
      return path;
    });
    const { stdout } = spawnSync("zbarimg", ["--raw", "--quiet", ...paths], { encoding: "utf8" });
    return stdout.trimEnd().split("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
