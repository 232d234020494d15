/** How many lines each part of the status screen gets; what a tired person needs last goes first. */
export interface StatusRoom {
  /** Blank lines between the parts. */
  readonly isAiry: boolean;
  readonly memberRows: number;
  readonly nodeRows: number;
  readonly remarks: number;
}

interface Wanted {
  readonly rows: number;
  /** Lines that always stand: title, services, headings, advice, age. */
  readonly fixed: number;
  /** Headings of the tables included. */
  readonly memberRows: number;
  readonly nodeRows: number;
  readonly remarks: number;
}

const BLANKS = 3;
/** Heading, one row, and how many more there are. */
const LEAST = 3;

/**
 * Blanks go first, then remarks, then rows of the tables, nodes before members: without the quorum
 * nothing else matters, and the advice below is never cut off.
 */
export function statusRoom({ rows, fixed, ...wanted }: Wanted): StatusRoom {
  const free = rows - fixed;
  const tables = wanted.memberRows + wanted.nodeRows;
  if (tables + wanted.remarks + BLANKS <= free) return { isAiry: true, ...wanted };
  const remarks = Math.max(0, Math.min(wanted.remarks, free - tables));
  if (tables <= free) return { isAiry: false, ...wanted, remarks };
  const memberRows = Math.min(wanted.memberRows, Math.max(LEAST, free - LEAST));
  return { isAiry: false, memberRows, nodeRows: Math.max(0, free - memberRows), remarks: 0 };
}

/** How many lines each of several tables gets: the first what it wants, while each keeps the least. */
export function shareRows(wanted: readonly number[], rows: number): readonly number[] {
  let left = rows;
  return wanted.map((each, index) => {
    const others = wanted.slice(index + 1).reduce((sum, next) => sum + Math.min(next, LEAST), 0);
    const share = Math.max(0, Math.min(each, Math.max(left - others, Math.min(LEAST, left))));
    left -= share;
    return share;
  });
}
