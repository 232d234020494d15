import assert from "node:assert/strict";
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { IBuffer, IBufferCell } from "@xterm/headless";
import { blankScreen, type Screen, STYLE } from "../../src/terminal/index.ts";
import type { App } from "./screen.tsx";

const GOLDEN = join(import.meta.dirname, "..", "golden", "screens");
const STYLES = "-- what is not plain: line, cells, how --";

/** Compares text and style of every cell with the picture; `UPDATE_GOLDEN=1` draws it anew. */
export function matchesGolden(app: App, name: string): void {
  const file = join(GOLDEN, `${name}.txt`);
  const actual = `${app.screen()}\n${STYLES}\n${app.styles()}\n`;
  if (process.env.UPDATE_GOLDEN === "1") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
    return;
  }
  assert.equal(actual, readFileSync(file, "utf8"), `screen ${name} looks different`);
}

/** Names of all pictures drawn on this kind of device, as `80x24-ascii`. */
export const goldensOn = (profile: string): readonly string[] =>
  globSync(`*/*.${profile}.txt`, { cwd: GOLDEN })
    .map((file) => file.slice(0, -".txt".length))
    .sort();

/** What stands on a picture, and how. */
function partsOf(name: string): readonly [string, string] {
  const file = readFileSync(join(GOLDEN, `${name}.txt`), "utf8");
  const [text = "", styles = ""] = file.split(`${STYLES}\n`);
  return [text.trimEnd(), styles];
}

export const goldenLines = (name: string): readonly string[] => partsOf(name)[0].split("\n");

/** A picture of a device without colours, as cells again. */
export function goldenCells(name: string): Screen {
  const [, columns, rows] = /\.(\d+)x(\d+)-\w+$/.exec(name) ?? [];
  const screen = blankScreen(Number(columns), Number(rows));
  const glyphs = screen.glyphs as string[];
  for (const [row, line] of goldenLines(name).entries())
    for (const [column, glyph] of [...line].entries())
      glyphs[row * screen.columns + column] = glyph;
  for (const [, line, runs = ""] of partsOf(name)[1].matchAll(/^(\d+) (.*)$/gm))
    for (const [, from, to, look = ""] of runs.matchAll(/(\d+)-(\d+) ([a-z ]+)/g)) {
      const start = (Number(line) - 1) * screen.columns;
      screen.styles.fill(styleOf(look), start + Number(from) - 1, start + Number(to));
    }
  return screen;
}

function styleOf(look: string): number {
  return look.split(" ").reduce((style, word) => {
    assert.ok(word in STYLE, `a device without colours shows ${word}`);
    return style | STYLE[word as keyof typeof STYLE];
  }, 0);
}

const COLOURS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/** `4 1-8 bold, 12-17 bold red`: one line of text for each line of the screen that has any style. */
export function styleLines(buffer: IBuffer, size: { columns: number; rows: number }): string {
  return Array.from({ length: size.rows }, (_, row) => {
    const line = buffer.getLine(buffer.viewportY + row);
    const looks = Array.from({ length: size.columns }, (_, column) =>
      lookOf(line?.getCell(column)),
    );
    const runs = runsOf(looks).map(({ from, to, look }) => `${from}-${to} ${look}`);
    return runs.length === 0 ? "" : `${row + 1} ${runs.join(", ")}`;
  })
    .filter((line) => line !== "")
    .join("\n");
}

/**
 * `undefined`: a blank on which no style is to be seen. Whether a blank was erased or
 * written is for the presenter: of its colours only the ground is seen.
 */
function lookOf(cell: IBufferCell | undefined): string | undefined {
  if (cell === undefined) return "";
  const isBlank = cell.getChars().trim() === "" && cell.getWidth() > 0;
  if (isBlank && !cell.isUnderline() && !cell.isInverse())
    return cell.isBgDefault() ? undefined : groundOf(cell);
  return [
    cell.isBold() ? "bold" : "",
    cell.isUnderline() ? "underline" : "",
    cell.isInverse() ? "reverse" : "",
    cell.isFgDefault() ? "" : colourName(cell.getFgColor()),
    cell.isBgDefault() ? "" : groundOf(cell),
  ]
    .filter((word) => word !== "")
    .join(" ");
}

const groundOf = (cell: IBufferCell): string => `on ${colourName(cell.getBgColor())}`;

const colourName = (colour: number): string =>
  colour < 8 ? (COLOURS[colour] ?? "") : `bright ${COLOURS[colour - 8]}`;

/** Cells counted from 1, as people do. Blanks between two of a kind belong to them. */
function runsOf(looks: readonly (string | undefined)[]) {
  const runs: { from: number; to: number; look: string }[] = [];
  let before = "";
  for (const [index, look] of looks.entries()) {
    if (look === undefined) continue;
    const last = runs.at(-1);
    // A blank on the ground of what stands before it looks like it.
    const isSame = last !== undefined && (before === look || before.endsWith(` ${look}`));
    if (last !== undefined && look !== "" && isSame) last.to = index + 1;
    else if (look !== "") runs.push({ from: index + 1, to: index + 1, look });
    before = isSame ? before : look;
  }
  return runs;
}
