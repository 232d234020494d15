/** Where things go on a screen of this size. Pure: the same cells always give the same places. */
export interface Layout {
  /** Cells used: one column is left free, so that no terminal wraps; never wider than reads well. */
  readonly width: number;
  /** Lines used: one is left free, so that nothing scrolls. */
  readonly height: number;
  /** Lines between the rule under the walk and the line of what is in progress. */
  readonly bodyRows: number;
  readonly isTooSmall: boolean;
}

export const NEEDED = { columns: 80, rows: 24 } as const;
const WIDEST = 120;
/** Who line, walk, rule above; progress and keys below. */
const FRAME_ROWS = 5;

export function layoutOf({ columns, rows }: { columns: number; rows: number }): Layout {
  const width = Math.max(1, Math.min(columns - 1, WIDEST));
  const height = Math.max(1, rows - 1);
  return {
    width,
    height,
    bodyRows: Math.max(1, height - FRAME_ROWS),
    isTooSmall: columns < NEEDED.columns || rows < NEEDED.rows,
  };
}
