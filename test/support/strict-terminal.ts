// Over 100 lines: one state machine, its actions side by side.
import { STYLE, withBackground, withForeground } from "../../src/terminal/screen.ts";
import { createStrictCells } from "./strict-cells.ts";
import { parseStrictly } from "./strict-parser.ts";
import type { StrictDevice } from "./strict-tables.ts";

/**
 * A terminal that does what its maker published and nothing else. It tells on every byte it does not
 * know, and on what devices of its kind do differently: writing on from the last column, moving or
 * erasing there, and scrolling nobody asked for with margins.
 */
export interface StrictTerminal {
  write(bytes: string): void;
  /** All that was wrong so far, each with the bytes around it. */
  readonly violations: readonly string[];
  row(index: number): string;
  glyphs(): readonly string[];
  styles(): readonly number[];
  cursor(): { readonly row: number; readonly column: number; readonly isVisible: boolean };
  /** What should not be left behind at the end of a frame; empty: plain, first set, no margins. */
  leftovers(): readonly string[];
}

const DEC_LINES = new Map(
  "j┘ k┐ l┌ m└ n┼ q─ t├ u┤ v┴ w┬ x│ a▒ f° g± ~·"
    .split(" ")
    .map((pair): [string, string] => [pair[0] ?? "", pair[1] ?? ""]),
);

export function createStrictTerminal(
  device: StrictDevice,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): StrictTerminal {
  const cells = createStrictCells(columns, rows);
  const violations: string[] = [];
  let row = 0;
  let column = 0;
  /** Behind the last column, where what happens next depends on the device. */
  let isBehind = false;
  let isVisible = true;
  let style = 0;
  let sets = ["B", "B"];
  let shift = 0;
  let margins = { top: 0, bottom: rows - 1, isSet: false };

  const violation = (what: string) => void violations.push(what);
  const nearEdge = (what: string) => {
    if (isBehind) violation(`${what} behind the last column`);
    isBehind = false;
  };
  const blankStyle = () => (device.erasesWithColour ? withBackground(0, (style >> 9) & 0x1f) : 0);

  function erase(from: number, to: number): void {
    nearEdge("erasing");
    // Reverse is no colour: devices differ in whether they erase with it.
    if ((style & (STYLE.reverse | STYLE.underline)) !== 0)
      violation("erasing in reverse or underlined");
    cells.blank(from, to, blankStyle());
  }

  function scroll(by: 1 | -1): void {
    if (margins.isSet) cells.scroll(margins, by, blankStyle());
    else violation("the whole screen scrolls");
  }

  function lineFeed(): void {
    if (row === margins.bottom) scroll(1);
    else if (row < rows - 1) row += 1;
  }

  function reverseLineFeed(): void {
    if (row === margins.top) scroll(-1);
    else if (row > 0) row -= 1;
  }

  function print(glyph: string): void {
    nearEdge("writing");
    const at = row * columns + column;
    if (at === cells.glyphs.length - 1 && at > 0)
      violation("the last cell of the last line is written");
    const drawn = sets[shift] === "0" ? (DEC_LINES.get(glyph) ?? glyph) : glyph;
    cells.put(at, drawn, style);
    if (column === columns - 1) isBehind = true;
    else column += 1;
  }

  function control(character: string): void {
    if (character === "\r") {
      column = 0;
      isBehind = false;
    } else if (character === "\n") lineFeed();
    else if (character === "\b") {
      nearEdge("moving");
      column = Math.max(0, column - 1);
    } else if (character === "\t") {
      column = Math.min(columns - 1, (Math.floor(column / 8) + 1) * 8);
    } else if (character === "\u000e" || character === "\u000f")
      shift = character === "\u000e" ? 1 : 0;
    else violation(`a control character nobody wants: ${JSON.stringify(character)}`);
  }

  function escapeWith(what: string): void {
    if (what === "M") reverseLineFeed();
    else if (what === "D") lineFeed();
    else if (/^[()]/.test(what))
      sets = sets.map((set, index) =>
        index === "()".indexOf(what[0] ?? "") ? (what[1] ?? "B") : set,
      );
    else violation(`no part of drawing: ESC ${what}`);
  }

  function moveTo(toRow: number, toColumn: number): void {
    if (toRow >= rows || toColumn >= columns || toRow < 0 || toColumn < 0)
      violation(`off the screen: ${toRow},${toColumn}`);
    row = Math.min(rows - 1, Math.max(0, toRow));
    column = Math.min(columns - 1, Math.max(0, toColumn));
    isBehind = false;
  }

  function move(down: number, right: number): void {
    nearEdge("moving");
    moveTo(row + down, column + right);
  }

  const SEQUENCES: Readonly<Record<string, (one?: number, two?: number) => void>> = {
    A: (count = 1) => move(-count, 0),
    B: (count = 1) => move(count, 0),
    C: (count = 1) => move(0, count),
    D: (count = 1) => move(0, -count),
    H: (toRow = 1, toColumn = 1) => moveTo(toRow - 1, toColumn - 1),
    d: (toRow = 1) => {
      nearEdge("moving");
      moveTo(toRow - 1, column);
    },
    J: (what = 0) =>
      erase(
        what === 0 ? row * columns + column : 0,
        what === 1 ? row * columns + column + 1 : cells.glyphs.length,
      ),
    K: (what = 0) =>
      erase(
        row * columns + (what === 0 ? column : 0),
        row * columns + (what === 1 ? column + 1 : columns),
      ),
    // The answer is for who asked.
    n: () => {},
    X: (count = 1) =>
      erase(row * columns + column, row * columns + Math.min(columns, column + count)),
    r: (top = 1, bottom?: number) => {
      const last = bottom ?? rows;
      margins = { top: top - 1, bottom: last - 1, isSet: bottom !== undefined };
      if (top >= last || last > rows) violation(`margins ${top};${last}`);
      moveTo(0, 0);
    },
    "?h": (mode) => setMode(mode, true),
    "?l": (mode) => setMode(mode, false),
  };

  function setMode(mode: number | undefined, isOn: boolean): void {
    if (mode === 25) isVisible = isOn;
    else violation(`no part of drawing: mode ${mode}`);
  }

  function sequence(what: string, parameters: readonly (number | undefined)[]): void {
    if (what === "m") {
      style = parameters.reduce<number>((before, code = 0) => withCode(before, code), style);
      return;
    }
    const act = SEQUENCES[what];
    if (act === undefined) violation(`no part of drawing: CSI ${parameters.join(";")}${what}`);
    else act(...parameters);
  }

  return {
    violations,
    write: (bytes) =>
      parseStrictly(bytes, device, {
        print,
        control,
        escape: escapeWith,
        sequence,
        violation: (what) => violation(`${device.name} does not know ${what}`),
      }),
    row: (index) =>
      cells.glyphs
        .slice(index * columns, (index + 1) * columns)
        .join("")
        .trimEnd(),
    glyphs: () => cells.glyphs,
    styles: () => cells.styles,
    cursor: () => ({ row, column, isVisible }),
    leftovers: () => [
      ...(style === 0 ? [] : [`style ${style}`]),
      ...(shift === 0 ? [] : ["second character set"]),
      ...(margins.isSet ? ["margins"] : []),
    ],
  };
}

function withCode(style: number, code: number): number {
  if (code === 0) return 0;
  const [bit, isOn] = ATTRIBUTES[code] ?? [0, true];
  if (bit !== 0) return isOn ? style | bit : style & ~bit;
  if (code === 39 || (code >= 30 && code <= 37))
    return withForeground(style, code === 39 ? 0 : code - 29);
  return withBackground(style, code === 49 ? 0 : code - 39);
}

const ATTRIBUTES: Readonly<Record<number, readonly [bit: number, isOn: boolean]>> = {
  1: [STYLE.bold, true],
  4: [STYLE.underline, true],
  7: [STYLE.reverse, true],
  22: [STYLE.bold, false],
  24: [STYLE.underline, false],
  27: [STYLE.reverse, false],
};
