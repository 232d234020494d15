/** First visible row, moved as little as possible so that the highlighted one is in view. */
export function windowStart(at: {
  readonly start: number;
  readonly index: number;
  readonly rows: number;
  readonly count: number;
}): number {
  const last = Math.max(0, at.count - at.rows);
  const lowest = Math.min(at.start, at.index);
  const highest = Math.max(lowest, at.index - at.rows + 1);
  return Math.max(0, Math.min(highest, last));
}

/** Stops at both ends: a held key never runs past what the person looks at. */
export function moveHighlight(to: number, count: number): number {
  return Math.max(0, Math.min(count - 1, to));
}
