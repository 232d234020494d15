import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { IBuffer, IBufferCell } from "@xterm/headless";
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

function lookOf(cell: IBufferCell | undefined): string {
  if (cell === undefined) return "";
  return [
    cell.isBold() ? "bold" : "",
    cell.isUnderline() ? "underline" : "",
    cell.isInverse() ? "reverse" : "",
    cell.isFgDefault() ? "" : colourName(cell.getFgColor()),
    cell.isBgDefault() ? "" : `on ${colourName(cell.getBgColor())}`,
  ]
    .filter((word) => word !== "")
    .join(" ");
}

const colourName = (colour: number): string =>
  colour < 8 ? (COLOURS[colour] ?? "") : `bright ${COLOURS[colour - 8]}`;

/** Cells counted from 1, as people do. */
function runsOf(looks: readonly string[]) {
  const runs: { from: number; to: number; look: string }[] = [];
  for (const [index, look] of looks.entries()) {
    const last = runs.at(-1);
    if (last?.look === look && last.to === index) last.to = index + 1;
    else if (look !== "") runs.push({ from: index + 1, to: index + 1, look });
  }
  return runs;
}
