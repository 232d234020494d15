import { createElement, memo, type ReactElement } from "react";
import { useLayout } from "../../hooks/use-layout.ts";
import { cellWidth, oneCellEach, sanitize, truncate } from "../../src/text/index.ts";

/** Roles, not colours: words carry the meaning, this only underlines it. */
export type Tone = "plain" | "ok" | "warn" | "fail" | "busy" | "strong";

export type Span = string | { readonly text: string; readonly tone: Tone };

export const toned = (text: string, tone: Tone): Span => ({ text, tone });
export const strong = (text: string): Span => ({ text, tone: "strong" });

interface LineProps {
  readonly spans: readonly Span[];
  readonly width?: number;
}

/**
 * One line of the screen: never wraps, never wider than the layout or `width`. Drawn again only when
 * it says something else: a key press changes two or three lines, not the page.
 */
export const Line = memo(function Line(props: LineProps) {
  const { width } = useLayout();
  const pieces = cutSpans(props.spans, props.width ?? width);
  return oneLine(pieces.map(styled).join("") || " ", props.width);
}, saysTheSame);

/**
 * A line as one node, where the library's Box and Text are eight: a page is lines. The text is what is
 * made of a blank, so another text is another picture, not another layout. It is as wide as the column
 * it stands in; beside something else only `width` says how wide.
 */
export function oneLine(text: string, width?: number): ReactElement {
  return createElement("ink-text", { style: styleOf(width), internal_transform: () => text }, " ");
}

function saysTheSame(one: LineProps, other: LineProps): boolean {
  return (
    one.width === other.width &&
    one.spans.length === other.spans.length &&
    one.spans.every((span, index) => isSameSpan(span, other.spans[index]))
  );
}

function isSameSpan(one: Span, other: Span | undefined): boolean {
  if (typeof one === "string" || typeof other !== "object") return one === other;
  return one.text === other.text && one.tone === other.tone;
}

export const Blank = () => <Line spans={[]} />;

interface Piece {
  readonly text: string;
  readonly tone: Tone;
}

/** Text from anywhere made safe and cut, with `..` where something is missing. */
export function cutSpans(spans: readonly Span[], width: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let left = width;
  for (const span of spans) {
    const { text, tone } = typeof span === "string" ? { text: span, tone: "plain" as const } : span;
    const safe = oneCellEach(sanitize(text));
    const cut = truncate(safe, left);
    const last = pieces.at(-1);
    if (last?.tone === tone) pieces[pieces.length - 1] = { text: last.text + cut, tone };
    else if (cut !== "") pieces.push({ text: cut, tone });
    left -= cellWidth(cut);
    if (left <= 0) break;
  }
  return pieces;
}

/** All else is as a node begins: each style said is a call into the layout for each line of a page. */
const LINE = { height: 1, textWrap: "wrap" };
const NARROW = new Map<number, typeof LINE & { readonly width: number }>();

function styleOf(width: number | undefined): typeof LINE {
  if (width === undefined) return LINE;
  const style = NARROW.get(width) ?? { ...LINE, width };
  NARROW.set(width, style);
  return style;
}

function styled({ text, tone }: Piece): string {
  const [on, off] = STYLES[tone];
  return on + text + off;
}

/** As the library writes them. */
const STYLES: Readonly<Record<Tone, readonly [on: string, off: string]>> = {
  plain: ["", ""],
  ok: ["\u001b[32m", "\u001b[39m"],
  warn: ["\u001b[33m", "\u001b[39m"],
  fail: ["\u001b[1;31m", "\u001b[22;39m"],
  busy: ["\u001b[36m", "\u001b[39m"],
  strong: ["\u001b[1m", "\u001b[22m"],
};
