import { createElement, memo } from "react";
import { useLayout } from "../../hooks/use-layout.ts";
import { oneCellEach, sanitize, truncate } from "../../src/text/index.ts";

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
  const text = pieces.map(styled).join("") || " ";
  // What the library's Box around its Text comes to, in one node instead of eight: a page is lines.
  return createElement("ink-text", { style: LINE }, text);
}, saysTheSame);

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
    left -= [...cut].length;
    if (left <= 0) break;
  }
  return pieces;
}

const LINE = { height: 1, flexGrow: 0, flexShrink: 0, flexDirection: "row", textWrap: "wrap" };

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
