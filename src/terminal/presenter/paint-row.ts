import type { Capabilities } from "./capabilities.ts";
import type { Head } from "./head.ts";
import { rowCells } from "./row-cells.ts";
import { type RowStep, searchRow } from "./row-search.ts";
import type { Sheet } from "./sheet.ts";

/**
 * Makes one line as wanted, or as much of it as fits: it stops when the head has written
 * `limitBytes`. What is left away then still differs on the sheet.
 */
export function paintRow(
  head: Head,
  { wanted, row }: { readonly wanted: Sheet; readonly row: number },
  capabilities: Capabilities,
  limitBytes: number,
): void {
  const cells = rowCells(head.sheet, wanted, row, capabilities);
  for (const step of searchRow(cells, head, capabilities)) {
    if (step.do === "write") head.write(wanted, step.next, limitBytes);
    else take(step, head, { wanted, row });
    // Never after a mere move: a budget too small for anything would move about for ever.
    if (step.do !== "go" && step.do !== "tab" && head.length() >= limitBytes) return;
  }
}

function take(
  step: RowStep,
  head: Head,
  { wanted, row }: { readonly wanted: Sheet; readonly row: number },
): void {
  const { column, next } = step;
  const { columns } = wanted;
  const at = row * columns + column;
  if (step.do === "go") head.moveTo({ row, column });
  if (step.do === "tab") head.tab();
  if (step.do === "erase-to-end") head.eraseToEnd();
  if (step.do === "erase-to-start") head.eraseToStart();
  if (step.do === "erase-cells") {
    let end = at;
    while (end < (row + 1) * columns && wanted.glyphs[end] === " " && wanted.styles[end] === 0)
      end += 1;
    head.eraseCells(end - at);
  }
  const hasErased = step.do === "erase-cells" || step.do === "erase-to-start";
  if (hasErased && next < columns) head.moveTo({ row, column: next });
}
