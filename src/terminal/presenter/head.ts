import { styleOfBlank } from "../screen.ts";
import { attributeBytes } from "./attributes.ts";
import type { Capabilities } from "./capabilities.ts";
import { moveBytes, nextTabStop, type Place } from "./moves.ts";
import { blank, type Region, type Sheet, shiftLines } from "./sheet.ts";
import { spellingOf } from "./spelling.ts";

/**
 * Writes on a sheet and says it in bytes: what the sheet shows is always what a device shows that got
 * these bytes. It knows where the cursor is, in which attributes and character set.
 */
export interface Head {
  readonly sheet: Sheet;
  place(): Place | undefined;
  style(): number;
  isShifted(): boolean;
  /** Bytes on the wire so far. */
  length(): number;
  bytes(): string;
  send(bytes: string): void;
  moveTo(to: Place): void;
  /** To the next tab stop of the line. */
  tab(): void;
  /** Writes what is wanted from where the cursor is up to a column; stops once `limitBytes` are written. */
  write(wanted: Sheet, end: number, limitBytes: number): void;
  eraseToEnd(): void;
  eraseToStart(): void;
  eraseCells(count: number): void;
  eraseBelow(): void;
  scroll(region: Region): void;
  /** Plain attributes, first character set. */
  plain(): void;
}

export function createHead(
  sheet: Sheet,
  start: Place | undefined,
  capabilities: Capabilities,
): Head {
  const { columns } = sheet;
  // Of several ways that are tried, most are never asked for their bytes: of what is written cell by
  // cell only the place is kept until somebody asks.
  const out: (string | Run)[] = [];
  let run: Run | undefined;
  let length = 0;
  let place = start;
  let style = 0;
  let isShifted = false;

  function send(bytes: string): void {
    if (bytes === "") return;
    out.push(bytes);
    run = undefined;
    length += bytes.length;
  }

  function setStyle(wanted: number): void {
    if (wanted === style) return;
    send(attributeBytes(style, wanted, capabilities));
    style = wanted;
  }

  function setShift(wanted: boolean): void {
    if (wanted !== isShifted) send(wanted ? SHIFT_OUT : SHIFT_IN);
    isShifted = wanted;
  }

  function moveTo(to: Place): void {
    if (place?.row === to.row && place.column === to.column) return;
    send(moveBytes(place, to, capabilities));
    place = to;
  }

  // Some devices fill with the attributes in force: erasing is done with plain ones only.
  function readyToErase(): Place {
    if (styleOfBlank(style) !== 0) setStyle(0);
    if (place === undefined) throw new Error("erasing where the cursor is not known to be");
    return place;
  }

  function put(wanted: Sheet, at: number): void {
    const glyph = wanted.glyphs[at] ?? " ";
    const wantedStyle = wanted.styles[at] ?? 0;
    if (glyph !== " ") setStyle(wantedStyle);
    else if (styleOfBlank(style) !== wantedStyle) setStyle(wantedStyle);
    const spelling = spellingOf(glyph, capabilities);
    if (spelling.shift !== "any") setShift(spelling.shift === "second");
    if (run === undefined || run.end !== at) {
      run = { wanted, from: at, end: at };
      out.push(run);
    }
    run.end = at + 1;
    length += spelling.length;
    sheet.glyphs[at] = glyph;
    sheet.styles[at] = wantedStyle;
  }

  function halve(at: number): void {
    sheet.glyphs[at + 1] = "";
    sheet.styles[at + 1] = sheet.styles[at] ?? 0;
  }

  const cellAt = ({ row, column }: Place) => row * columns + column;

  return {
    sheet,
    place: () => place,
    style: () => style,
    isShifted: () => isShifted,
    length: () => length,
    bytes: () => out.map((piece) => spelled(piece, capabilities)).join(""),
    send,
    moveTo,
    tab() {
      if (place === undefined) throw new Error("a tab from where the cursor is not known to be");
      send("\t");
      place = { row: place.row, column: nextTabStop(place.column) };
    },
    write(wanted, end, limitBytes) {
      if (place === undefined) throw new Error("writing where the cursor is not known to be");
      const { row } = place;
      let { column } = place;
      do {
        const at = row * columns + column;
        const isWide = column + 1 < columns && wanted.glyphs[at + 1] === "";
        put(wanted, at);
        if (isWide) halve(at);
        column += isWide ? 2 : 1;
      } while (column < end && length < limitBytes);
      place = column < columns ? { row, column } : undefined;
    },
    eraseToEnd() {
      const at = readyToErase();
      send("\u001b[K");
      blank(sheet, cellAt(at), (at.row + 1) * columns);
    },
    eraseToStart() {
      const at = readyToErase();
      send("\u001b[1K");
      blank(sheet, at.row * columns, cellAt(at) + 1);
    },
    eraseCells(count) {
      const at = readyToErase();
      send(`\u001b[${count === 1 ? "" : count}X`);
      blank(sheet, cellAt(at), cellAt(at) + count);
    },
    eraseBelow() {
      const at = readyToErase();
      send("\u001b[J");
      blank(sheet, cellAt(at), sheet.glyphs.length);
    },
    scroll(region) {
      const { top, bottom, lines } = region;
      send(`\u001b[${top + 1};${bottom + 1}r`);
      // To the first line of the screen, or, in minicom, of the margins.
      place = top === 0 ? { row: 0, column: 0 } : undefined;
      moveTo({ row: lines > 0 ? bottom : top, column: 0 });
      send((lines > 0 ? "\n" : "\u001bM").repeat(Math.abs(lines)));
      send("\u001b[r");
      place = { row: 0, column: 0 };
      shiftLines(sheet, region);
    },
    plain() {
      setShift(false);
      setStyle(0);
    },
  };
}

/** Cells that were written one after the other, nothing else between them. */
interface Run {
  readonly wanted: Sheet;
  readonly from: number;
  end: number;
}

function spelled(piece: string | Run, capabilities: Capabilities): string {
  if (typeof piece === "string") return piece;
  const { wanted, from, end } = piece;
  let text = "";
  for (let at = from; at < end; at++)
    text += spellingOf(wanted.glyphs[at] ?? " ", capabilities).bytes;
  return text;
}

const SHIFT_OUT = "\u000e";
const SHIFT_IN = "\u000f";
