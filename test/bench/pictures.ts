import xterm from "@xterm/headless";

/** What an emulator shows after each of these pieces: one line of text per row, styles included. */
export async function picturesOf(
  pieces: readonly (string | Uint8Array)[],
  { columns, rows }: { readonly columns: number; readonly rows: number },
): Promise<readonly string[]> {
  const emulator = new xterm.Terminal({
    cols: columns,
    rows,
    scrollback: 0,
    allowProposedApi: true,
  });
  const pictures: string[] = [];
  for (const piece of pieces) {
    await new Promise<void>((resolve) => emulator.write(piece, resolve));
    pictures.push(pictureOf(emulator));
  }
  emulator.dispose();
  return pictures;
}

function pictureOf(emulator: xterm.Terminal): string {
  const buffer = emulator.buffer.active;
  return Array.from({ length: emulator.rows }, (_, row) => {
    const line = buffer.getLine(buffer.baseY + row);
    return Array.from({ length: emulator.cols }, (_, column) => cellOf(line, column)).join("");
  }).join("\n");
}

type Line = ReturnType<xterm.IBuffer["getLine"]>;

/** A cell as text; weight and colour of a blank are nothing to see. */
function cellOf(line: Line, column: number): string {
  const cell = line?.getCell(column);
  if (cell === undefined) return "";
  const glyph = cell.getChars() || (cell.getWidth() === 0 ? "" : " ");
  const ground = cell.isBgDefault() ? "" : `b${cell.getBgColor()}`;
  const shape = `${cell.isUnderline() ? "u" : ""}${cell.isInverse() ? "r" : ""}${ground}`;
  if (glyph === " " && shape === "") return " ";
  const ink = cell.isFgDefault() ? "" : `f${cell.getFgColor()}`;
  const style = `${cell.isBold() ? "b" : ""}${shape}${ink}`;
  return style === "" ? glyph : `{${style}:${glyph}}`;
}
