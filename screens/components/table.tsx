import { Box } from "ink";
import { fitCells as toWidth } from "../../src/text/index.ts";
import { Line, type Span, strong } from "./line.tsx";
import { Lines } from "./lines.tsx";

export interface Column {
  readonly title: string;
  readonly width: number;
}

interface TableProps<Row> {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Asked only for the rows that are shown. */
  readonly cells: (row: Row) => readonly Span[];
  /** Lines there are for it, heading included. */
  readonly height: number;
}

/** Aligned columns, two blanks apart. What does not fit in height is counted, not hidden. */
export function Table<Row>({ columns, rows, cells, height }: TableProps<Row>) {
  const room = Math.max(0, height - 1);
  const isCut = rows.length > room;
  const shown = rows.slice(0, isCut ? room - 1 : room);
  return (
    <Box flexDirection="column">
      <Line
        spans={rowSpans(
          columns.map(({ title }) => strong(title)),
          columns,
        )}
      />
      <Lines lines={shown.map((row) => rowSpans(cells(row), columns))} />
      {isCut && <Line spans={[`and ${rows.length - shown.length} more`]} />}
    </Box>
  );
}

/** The last column takes what is left of the line. */
function rowSpans(cells: readonly Span[], columns: readonly Column[]): readonly Span[] {
  return cells.flatMap((cell, at): readonly Span[] => {
    const isLast = at === cells.length - 1;
    const { text, tone } = typeof cell === "string" ? { text: cell, tone: "plain" as const } : cell;
    if (isLast) return [{ text, tone }];
    return [{ text: toWidth(text, columns[at]?.width ?? 0), tone }, "  "];
  });
}
