import { Line, type Span } from "./line.tsx";

interface LinesProps {
  readonly lines: readonly (readonly Span[])[];
  /** Lines there are for it; as many as it has unless told. */
  readonly rows?: number;
  readonly width?: number;
}

/** A text of many lines, as many of them as there is room for. */
export function Lines({ lines, rows = lines.length, width }: LinesProps) {
  return withinRows(lines, rows).map((spans, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text
    <Line key={index} spans={spans} {...(width === undefined ? {} : { width })} />
  ));
}

/** What does not fit is counted, not hidden. */
function withinRows(lines: LinesProps["lines"], rows: number): LinesProps["lines"] {
  if (lines.length <= rows) return lines;
  if (rows <= 0) return [];
  return [...lines.slice(0, rows - 1), [`and ${lines.length - rows + 1} more lines`]];
}
