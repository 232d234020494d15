import { encodeQr, type QrMatrix } from "./encode.ts";

/** How modules are drawn on this terminal. */
export type QrGlyphs =
  /** Two modules in one cell, in characters; needs the font. */
  | "half-blocks"
  /** Blanks two columns wide with black and white background; needs colour. */
  | "background"
  /** Blanks two columns wide, light ones in reverse video: every serial terminal. */
  | "reverse"
  | "none";

export interface QrRequest {
  readonly text: string;
  /** The space there is. */
  readonly columns: number;
  readonly rows: number;
  readonly glyphs: QrGlyphs;
  /** Of the terminal itself; matters for `reverse` alone. Dark unless told. */
  readonly background?: "dark" | "light";
}

/** A piece of one row; every row of a layout is equally wide. */
export interface QrRun {
  readonly text: string;
  /** `black-on-white`, `black`, `white`: colours to set; `reverse` and `plain`: with or without SGR 7. */
  readonly style: "black-on-white" | "black" | "white" | "reverse" | "plain";
}

export type QrLayout =
  | {
      readonly is: "cells";
      readonly rows: readonly (readonly QrRun[])[];
      readonly columns: number;
      /** Modules of white around the code. */
      readonly quiet: { readonly x: number; readonly y: number };
      readonly version: number;
    }
  | {
      readonly is: "text-only";
      readonly reason: string;
      /** Where space is all that is missing: the least there has to be. */
      readonly needs?: { readonly columns: number; readonly rows: number };
    };

/** Most quiet first; decoders were measured to read down to one module above and below. */
const QUIET_ZONES = [
  { x: 4, y: 4 },
  { x: 4, y: 2 },
  { x: 2, y: 2 },
  { x: 4, y: 1 },
  { x: 2, y: 1 },
] as const;

/** Pure: the same space and text always give the same cells. Half a code is never drawn. */
export function layoutQr(request: QrRequest): QrLayout {
  const { text, columns, rows, glyphs } = request;
  if (glyphs === "none") {
    return textOnly(
      "This terminal cannot show a QR code: no block characters, colours or reverse video.",
    );
  }
  const matrix = encodeQr(text);
  if (matrix === undefined) return textOnly("The address is too long for a QR code.");
  for (const quiet of QUIET_ZONES) {
    const need = spaceFor(matrix, quiet, glyphs);
    if (need.columns > columns || need.rows > rows) continue;
    const { version } = matrix;
    return {
      is: "cells",
      quiet,
      version,
      columns: need.columns,
      rows: draw(matrix, quiet, request),
    };
  }
  const needs = spaceFor(matrix, { x: 2, y: 1 }, glyphs);
  const reason = `The QR code needs ${needs.columns} columns and ${needs.rows} rows; here are ${columns} and ${rows}.`;
  return { is: "text-only", reason, needs };
}

interface Quiet {
  readonly x: number;
  readonly y: number;
}

function spaceFor(
  matrix: QrMatrix,
  quiet: Quiet,
  glyphs: QrGlyphs,
): { columns: number; rows: number } {
  const wide = matrix.size + 2 * quiet.x;
  const high = matrix.size + 2 * quiet.y;
  if (glyphs === "half-blocks") return { columns: wide, rows: Math.ceil(high / 2) };
  return { columns: 2 * wide, rows: high };
}

function draw(
  matrix: QrMatrix,
  quiet: Quiet,
  { glyphs, background = "dark" }: QrRequest,
): readonly (readonly QrRun[])[] {
  const { rows } = spaceFor(matrix, quiet, glyphs);
  const wide = matrix.size + 2 * quiet.x;
  const isDark = (x: number, y: number) => matrix.isDark(x - quiet.x, y - quiet.y);
  const columns = Array.from({ length: wide }, (_, x) => x);
  return Array.from({ length: rows }, (_, row) => {
    if (glyphs === "half-blocks") {
      const text = columns.map((x) => halfBlock(isDark(x, 2 * row), isDark(x, 2 * row + 1)));
      return [{ text: text.join(""), style: "black-on-white" }];
    }
    return runsOf(columns.map((x) => blankStyle(isDark(x, row), glyphs, background)));
  });
}

function halfBlock(top: boolean, bottom: boolean): string {
  if (top) return bottom ? "█" : "▀";
  return bottom ? "▄" : " ";
}

function blankStyle(
  isDark: boolean,
  glyphs: QrGlyphs,
  background: "dark" | "light",
): QrRun["style"] {
  if (glyphs === "background") return isDark ? "black" : "white";
  return isDark === (background === "dark") ? "plain" : "reverse";
}

/** Neighbours of one style become one run: at 9600 baud every escape sequence counts. */
function runsOf(styles: readonly QrRun["style"][]): readonly QrRun[] {
  const runs: QrRun[] = [];
  for (const style of styles) {
    const last = runs.at(-1);
    if (last?.style === style) runs[runs.length - 1] = { text: `${last.text}  `, style };
    else runs.push({ text: "  ", style });
  }
  return runs;
}

function textOnly(reason: string): QrLayout {
  return { is: "text-only", reason };
}
