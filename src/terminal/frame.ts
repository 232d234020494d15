import type { Profile } from "./profile.ts";

type Look = Pick<Profile, "columns" | "rows" | "colour" | "glyphs">;

/**
 * A drawn frame as lines this device understands: at most rows - 1 lines and columns - 1 cells, so
 * that nothing scrolls; only plain, bold, underline, reverse and the colours the device has.
 */
export function linesOf(frame: string, look: Look): readonly string[] {
  const height = Math.max(1, look.rows - 1);
  const width = Math.max(1, look.columns - 1);
  return frame
    .split("\n")
    .slice(0, height)
    .map((line) => drawLine(line, width, look));
}

/** Bytes that turn what is shown into what is wanted: whole changed lines, each from its first cell. */
export function paint(shown: readonly string[], wanted: readonly string[]): string {
  let out = "";
  for (let row = 0; row < Math.max(shown.length, wanted.length); row++) {
    const line = wanted[row] ?? "";
    if (line !== (shown[row] ?? "")) out += `${moveTo(row)}${line}${ERASE_LINE_END}`;
  }
  return out;
}

export const CLEAR = "\u001b[0m\u001b[H\u001b[J";
const ERASE_LINE_END = "\u001b[K";
const moveTo = (row: number) => `\u001b[${row + 1};1H`;

interface Style {
  readonly bold: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  /** SGR numbers, 0 for the device's own. */
  readonly foreground: number;
  readonly background: number;
}

const PLAIN: Style = {
  bold: false,
  underline: false,
  inverse: false,
  foreground: 0,
  background: 0,
};

const ESC = "\\u001b";
const TOKEN = new RegExp(
  `${ESC}\\[([\\d;:]*)m|${ESC}\\[[0-?]*[ -/]*[@-~]|${ESC}.|([^${ESC}])`,
  "gsu",
);

function drawLine(line: string, width: number, look: Look): string {
  let out = "";
  let cells = 0;
  let wanted = PLAIN;
  let current = PLAIN;
  for (const [, sgr, character] of trimmed(line).matchAll(TOKEN)) {
    if (sgr !== undefined) wanted = withSgr(wanted, sgr, look.colour);
    if (character === undefined || cells >= width) continue;
    if (!sameStyle(current, wanted)) out += styleBytes(wanted);
    current = wanted;
    out += glyph(character, look.glyphs);
    cells += 1;
  }
  return sameStyle(current, PLAIN) ? out : `${out}\u001b[0m`;
}

/** Blanks at the end are what erasing leaves anyway. */
function trimmed(line: string): string {
  return line.replace(/ +$/, "");
}

const BOXES = /[─│┌┐└┘├┤┬┴┼█░▒«»·°±]/u;

/** The last guard: a glyph the device may not have becomes a question mark, never garbage. */
function glyph(character: string, tier: Look["glyphs"]): string {
  if (character >= " " && character <= "~") return character;
  if (character < " " || character === "\u007f") return " ";
  if (tier === "utf8") return character;
  return tier === "boxes" && BOXES.test(character) ? character : "?";
}

function withSgr(style: Style, parameters: string, colour: Look["colour"]): Style {
  return parameters
    .split(";")
    .map(Number)
    .reduce((before, code) => applied(before, code, colour), style);
}

function applied(style: Style, code: number, colour: Look["colour"]): Style {
  if (code === 0) return PLAIN;
  if (code === 1) return { ...style, bold: true };
  if (code === 22) return { ...style, bold: false };
  if (code === 4) return { ...style, underline: true };
  if (code === 24) return { ...style, underline: false };
  if (code === 7) return { ...style, inverse: true };
  if (code === 27) return { ...style, inverse: false };
  return colour === 0 ? style : coloured(style, code, colour);
}

function coloured(style: Style, code: number, colour: 8 | 16): Style {
  if (code === 39) return { ...style, foreground: 0 };
  if (code === 49) return { ...style, background: 0 };
  // Bright colours are beyond an 8-colour console; the plain one stands in.
  const known = colour === 8 && code >= 90 ? code - 60 : code;
  if ((known >= 30 && known <= 37) || (known >= 90 && known <= 97))
    return { ...style, foreground: known };
  if ((known >= 40 && known <= 47) || (known >= 100 && known <= 107))
    return { ...style, background: known };
  return style;
}

function styleBytes(style: Style): string {
  const codes = [
    0,
    style.bold ? 1 : 0,
    style.underline ? 4 : 0,
    style.inverse ? 7 : 0,
    style.foreground,
    style.background,
  ].filter((code, index) => index === 0 || code > 0);
  return `\u001b[${codes.join(";")}m`;
}

function sameStyle(one: Style, other: Style): boolean {
  return (
    one.bold === other.bold &&
    one.underline === other.underline &&
    one.inverse === other.inverse &&
    one.foreground === other.foreground &&
    one.background === other.background
  );
}
