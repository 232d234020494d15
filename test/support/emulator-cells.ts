import type { Terminal } from "@xterm/headless";
import { type Screen, STYLE, styleOfBlank } from "../../src/terminal/index.ts";

/**
 * Where an emulator shows anything but the picture, in words; empty when it is right. The last cell of
 * the last line is never written.
 */
export function wrongCells(emulator: Terminal, wanted: Screen): readonly string[] {
  const { columns, rows, cursor } = wanted;
  const buffer = emulator.buffer.active;
  const wrong: string[] = [];
  const cell = buffer.getNullCell();
  for (let row = 0; row < rows; row++) {
    const line = buffer.getLine(buffer.baseY + row);
    for (let column = 0; column < columns; column++) {
      const found = describe(line?.getCell(column, cell));
      const right = describeWanted(wanted, row * columns + column);
      if (found !== right) wrong.push(`${row},${column}: ${found} instead of ${right}`);
    }
  }
  if (cursor !== undefined && (buffer.cursorX !== cursor.column || buffer.cursorY !== cursor.row))
    wrong.push(`cursor at ${buffer.cursorY},${buffer.cursorX}`);
  return wrong;
}

function describeWanted(wanted: Screen, at: number): string {
  if (at >= lastReached(wanted)) return " /0";
  const glyph = wanted.glyphs[at] ?? " ";
  const style = wanted.styles[at] ?? 0;
  return `${glyph}/${glyph === " " ? styleOfBlank(style) : style}`;
}

function lastReached({ glyphs }: Screen): number {
  if (glyphs.length === 1) return 1;
  return glyphs.at(-1) === "" ? glyphs.length - 2 : glyphs.length - 1;
}

type Cell = ReturnType<Terminal["buffer"]["active"]["getNullCell"]>;

function describe(cell: Cell | undefined): string {
  if (cell === undefined) return "nothing";
  const glyph = cell.getWidth() === 0 ? "" : cell.getChars() || " ";
  const attributes =
    (cell.isBold() ? STYLE.bold : 0) |
    (cell.isUnderline() ? STYLE.underline : 0) |
    (cell.isInverse() ? STYLE.reverse : 0);
  const foreground = cell.isFgDefault() ? 0 : cell.getFgColor() + 1;
  const background = cell.isBgDefault() ? 0 : cell.getBgColor() + 1;
  const style = attributes | (foreground << 4) | (background << 9);
  return `${glyph}/${glyph === " " ? styleOfBlank(style) : style}`;
}

/** Whether the device shows its cursor; the emulator says so only inside. */
export function isCursorVisible(emulator: Terminal): boolean {
  const core: unknown = Reflect.get(emulator, "_core");
  const service = Reflect.get(core as object, "coreService") as {
    readonly isCursorHidden: boolean;
  };
  return !service.isCursorHidden;
}
