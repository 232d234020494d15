/**
 * Width in terminal cells and text cut to it. Everything we print ourselves is one cell wide; in
 * text from outside, wide and combining characters are replaced, because consoles disagree on them.
 */
const WIDE =
  /[\u1100-\u11ff\u2329\u232a\u2e80-\ua4cf\ua960-\ua97c\uac00-\ud7ff\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1b000}-\u{1b2ff}\u{1f1e6}-\u{1f1ff}\u{20000}-\u{3fffd}]|\p{Extended_Pictographic}/gu;
const COMBINING = /\p{Mark}/gu;

/** Nearly all we ever see: one cell to a unit, and none of the work below. */
const ASCII = /^[ -~]*$/;

/** Every character becomes exactly one cell, or nothing. */
export function oneCellEach(text: string): string {
  if (ASCII.test(text)) return text;
  return text.normalize("NFC").replace(COMBINING, "").replace(WIDE, "?");
}

export function cellWidth(text: string): number {
  return ASCII.test(text) ? text.length : [...oneCellEach(text)].length;
}

/** Cut to `width` cells, with `..` where something is missing. */
export function truncate(text: string, width: number): string {
  if (ASCII.test(text)) return truncateAscii(text, width);
  const cells = [...oneCellEach(text)];
  if (cells.length <= width) return cells.join("");
  if (width <= 2) return cells.slice(0, Math.max(0, width)).join("");
  return `${cells.slice(0, width - 2).join("")}..`;
}

function truncateAscii(text: string, width: number): string {
  if (text.length <= width) return text;
  return width <= 2 ? text.slice(0, Math.max(0, width)) : `${text.slice(0, width - 2)}..`;
}

/** Exactly `width` cells: cut or filled with blanks on the right. */
export function fitCells(text: string, width: number): string {
  const cut = truncate(text, width);
  return cut + " ".repeat(Math.max(0, width - cellWidth(cut)));
}

export function padCells(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - cellWidth(text)));
}

/** Words on lines of at most `width` cells; a longer word is broken. */
export function wrap(text: string, width: number): readonly string[] {
  const limit = Math.max(1, width);
  const lines: string[] = [];
  let line = "";
  for (const word of oneCellEach(text).split(/\s+/).filter(Boolean)) {
    if (line !== "" && cellWidth(line) + 1 + cellWidth(word) <= limit) {
      line += ` ${word}`;
      continue;
    }
    if (line !== "") lines.push(line);
    line = word;
    while (cellWidth(line) > limit) {
      const cells = [...line];
      lines.push(cells.slice(0, limit).join(""));
      line = cells.slice(limit).join("");
    }
  }
  if (line !== "" || lines.length === 0) lines.push(line);
  return lines;
}
