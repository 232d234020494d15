import { type Screen, styleOfBlank } from "../../src/terminal/index.ts";
import type { StrictTerminal } from "./strict-terminal.ts";

/** Where a strict terminal shows anything but the picture, in words; the very last cell is nobody's. */
export function strictlyWrong(terminal: StrictTerminal, wanted: Screen): readonly string[] {
  const wrong: string[] = [];
  const { columns, cursor } = wanted;
  const glyphs = terminal.glyphs();
  for (let at = 0; at < glyphs.length - 1; at++) {
    const found = look(glyphs[at], terminal.styles()[at]);
    const right = look(wanted.glyphs[at], wanted.styles[at]);
    if (found !== right)
      wrong.push(`${Math.floor(at / columns)},${at % columns}: ${found} for ${right}`);
  }
  const { row, column } = terminal.cursor();
  if (cursor !== undefined && (row !== cursor.row || column !== cursor.column))
    wrong.push(`cursor at ${row},${column}`);
  return wrong;
}

function look(glyph = " ", style = 0): string {
  return `${glyph}/${glyph === " " ? styleOfBlank(style) : style}`;
}
