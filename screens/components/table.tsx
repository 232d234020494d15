import { Box } from "ink";
import { fit as toWidth } from "../../src/text/index.ts";
import { Line, type Span, strong } from "./line.tsx";

export interface Column {
  readonly title: string;
  readonly width: number;
}

interface TableProps {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Span[])[];
  /** Lines there are for it, heading included. */
  readonly height: number;
}

/** Aligned columns, two blanks apart. What does not fit in height is counted, not hidden. */
export function Table({ columns, rows, height }: TableProps) {
  const room = Math.max(0, height - 1);
  const isCut = rows.length > room;
  const shown = rows.slice(0, isCut ? room - 1 : room);
  return (
    <Box flexDirection="column">
      <Line spans={columns.flatMap(({ title, width }) => [strong(toWidth(title, width)), "  "])} />
      {shown.map((cells, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are drawn whole, their order is their name
        <Line key={index} spans={cells.flatMap((cell, at) => cellSpans(cell, columns[at]))} />
      ))}
      {isCut && <Line spans={[`and ${rows.length - shown.length} more`]} />}
    </Box>
  );
}

function cellSpans(cell: Span, column: Column | undefined): readonly Span[] {
  const width = column?.width ?? 0;
  return typeof cell === "string"
    ? [toWidth(cell, width), "  "]
    : [{ text: toWidth(cell.text, width), tone: cell.tone }, "  "];
}
