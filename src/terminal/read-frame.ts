import { cellsOf } from "./glyphs.ts";
import type { Profile } from "./profile.ts";
import { type Screen, STYLE, styleOfBlank, withBackground, withForeground } from "./screen.ts";

/** What of a device decides how a picture looks on it. */
export type Look = Pick<Profile, "columns" | "rows" | "colour" | "glyphs"> &
  Partial<Pick<Profile, "qr">>;

/**
 * A drawn frame (lines of text and SGR) as cells of this device: at most rows - 1 lines and
 * columns - 1 cells of it, in the glyphs and styles the device has. A cell that blinks is where the
 * cursor stands; nothing ever blinks.
 */
export function readFrame(frame: string, look: Look): Screen {
  const { columns, rows } = look;
  const glyphs = new Array<string>(columns * rows).fill(" ");
  const styles = new Uint16Array(columns * rows);
  const lines = frame.split("\n", Math.max(1, rows - 1));
  let cursor: Screen["cursor"];
  // Styles reach over line ends, as they do on a terminal.
  let pen: Pen = PLAIN;
  const recent = linesBefore(look);
  linesNow = new Map();
  for (const [row, text] of lines.entries()) {
    const isKnowable = pen === PLAIN;
    const line = (isKnowable ? recent.get(text) : undefined) ?? readLine(text, look, pen);
    if (isKnowable) linesNow.set(text, line);
    const start = row * columns;
    for (let column = 0; column < columns; column++)
      glyphs[start + column] = line.glyphs[column] ?? " ";
    styles.set(line.styles, start);
    if (line.cursor !== undefined) cursor ??= { row, column: line.cursor };
    pen = line.pen;
  }
  const screen = { columns, rows, glyphs, styles };
  return cursor === undefined ? screen : { ...screen, cursor };
}

/** One line of a frame, in the cells of a device. */
interface Line {
  readonly glyphs: readonly string[];
  readonly styles: Uint16Array;
  readonly cursor: number | undefined;
  /** What the next line begins with. */
  readonly pen: Pen;
}

/**
 * Most lines of a frame are those of the one before: they are read once. Kept any longer, a line that
 * counts seconds would outlive what V8 clears away cheaply, and a console left open would grow by them.
 */
let linesNow = new Map<string, Line>();
let lookNow = "";

function linesBefore(look: Look): ReadonlyMap<string, Line> {
  const key = `${look.columns} ${look.colour} ${look.glyphs} ${look.qr}`;
  const isSame = key === lookNow;
  lookNow = key;
  return isSame ? linesNow : new Map();
}

function readLine(text: string, look: Look, before: Pen): Line {
  const { columns, colour } = look;
  const tier = look.glyphs === "boxes" && look.qr === "half" ? "half-blocks" : look.glyphs;
  const width = Math.max(1, columns - 1);
  const glyphs = new Array<string>(columns).fill(" ");
  const styles = new Uint16Array(columns);
  let cursor: number | undefined;
  let pen = before;
  let column = 0;
  for (const [, parameters, piece] of text.matchAll(PIECE)) {
    if (parameters !== undefined) pen = withSgr(pen, parameters, colour);
    if (piece === undefined) continue;
    if (pen.isCursor && column < width) cursor ??= column;
    const cells = cellsOf(piece, tier);
    put({ glyphs, styles }, { column, width }, cells, pen.style);
    column += cells.length;
  }
  return { glyphs, styles, cursor, pen };
}

function put(
  { glyphs, styles }: { readonly glyphs: string[]; readonly styles: Uint16Array },
  { column, width }: { readonly column: number; readonly width: number },
  cells: readonly string[],
  style: number,
): void {
  for (let index = 0; index < cells.length && column + index < width; index++) {
    const at = column + index;
    // Half of a wide glyph at the edge would push the rest of the line away.
    const isCut = at + 1 === width && cells[index + 1] === "";
    const glyph = isCut ? " " : (cells[index] ?? " ");
    glyphs[at] = glyph;
    styles[at] = glyph === " " ? styleOfBlank(style) : style;
  }
}

const ESC = "\\u001b";
const PIECE = new RegExp(
  `${ESC}\\[([\\d;:]*)m|${ESC}\\[[0-?]*[ -/]*[@-~]|${ESC}.?|([^${ESC}]+)`,
  "gsu",
);

interface Pen {
  readonly style: number;
  readonly isCursor: boolean;
}

const PLAIN: Pen = { style: 0, isCursor: false };

function withSgr(pen: Pen, parameters: string, colour: Look["colour"]): Pen {
  let { style, isCursor } = pen;
  const codes = parameters.split(";").map(Number);
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? 0;
    if (code === 38 || code === 48) {
      // Finer colours than sixteen are nothing any of our devices has for sure.
      index += codes[index + 1] === 2 ? 4 : 2;
      continue;
    }
    if (code === 0 || code === 25) isCursor = false;
    if (code === 5) isCursor = true;
    style = withCode(style, code, colour);
  }
  return style === 0 && !isCursor ? PLAIN : { style, isCursor };
}

const SET: Readonly<Record<number, number>> = {
  1: STYLE.bold,
  4: STYLE.underline,
  7: STYLE.reverse,
};
const DROP: Readonly<Record<number, number>> = {
  22: STYLE.bold,
  24: STYLE.underline,
  27: STYLE.reverse,
};

function withCode(style: number, code: number, colour: Look["colour"]): number {
  if (code === 0) return 0;
  const attributes = (style | (SET[code] ?? 0)) & ~(DROP[code] ?? 0);
  if (colour === 0 || code < 30) return attributes;
  // Bright colours are beyond an 8-colour console; the plain one stands in.
  const bright = code >= 90 && colour > 8 ? 8 : 0;
  const place = code >= 90 ? code - 60 : code;
  if (place >= 30 && place <= 37) return withForeground(style, place - 29 + bright);
  if (code === 39) return withForeground(style, 0);
  if (place >= 40 && place <= 47) return withBackground(style, place - 39 + bright);
  return code === 49 ? withBackground(style, 0) : style;
}
