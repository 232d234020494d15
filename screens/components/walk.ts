import { type Span, strong } from "./line.tsx";

export interface WalkStop {
  readonly id: string;
  readonly title: string;
  readonly mark: string;
}

/** The screens in order, the current one in brackets; closer together where they do not fit. */
export function walkSpans(
  stops: readonly WalkStop[],
  current: string,
  width: number,
): readonly Span[] {
  const words = stops.map(({ id, title, mark }) => {
    const marked = mark === "" ? title : `${title} ${mark}`;
    return { text: id === current ? `>${marked}<` : marked, isCurrent: id === current };
  });
  const cells = words.reduce((sum, { text }) => sum + text.length, 0);
  const gap = cells + 2 * (words.length - 1) <= width ? "  " : " ";
  return words.flatMap(({ text, isCurrent }, index): readonly Span[] => [
    index === 0 ? "" : gap,
    isCurrent ? strong(text) : text,
  ]);
}
