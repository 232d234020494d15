import { cellWidth, padCells, sanitize, truncate } from "../text/index.ts";
import type { Output } from "./output.ts";

/** Columns as wide as their widest cell; the last one is cut at the edge of the terminal. */
export function printTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  out: Output,
): void {
  const lines = [head, ...rows.map((row) => row.map(sanitize))];
  const widths = head.map((_, column) =>
    Math.max(...lines.map((line) => cellWidth(line[column] ?? ""))),
  );
  for (const line of lines) {
    const cells = line.map((cell, column) =>
      column === head.length - 1 ? cell : padCells(cell, widths[column] ?? 0),
    );
    out.line(truncate(cells.join("  "), out.width).trimEnd());
  }
}
