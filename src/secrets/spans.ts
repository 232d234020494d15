/** A secret in a text: `start` to `end` is masked, and from `from` on it takes to recognise it. */
export interface Span {
  readonly from: number;
  readonly start: number;
  readonly end: number;
}

/** Sorted, without overlaps. */
export function mergeSpans(spans: readonly Span[]): readonly Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || span.start > last.end) merged.push(span);
    else
      merged[merged.length - 1] = {
        from: Math.min(last.from, span.from),
        start: last.start,
        end: Math.max(last.end, span.end),
      };
  }
  return merged;
}

/** `text` with `mask` in place of every span; they are sorted and apart. */
export function maskSpans(text: string, spans: readonly Span[], mask: string): string {
  if (spans.length === 0) return text;
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of spans) {
    parts.push(text.slice(at, start), mask);
    at = end;
  }
  parts.push(text.slice(at));
  return parts.join("");
}
