import { Box, Text } from "ink";
import { useLayout } from "../../hooks/use-layout.ts";
import { oneCellEach, sanitize, truncate } from "../../src/text/index.ts";

/** Roles, not colours: words carry the meaning, this only underlines it. */
export type Tone = "plain" | "ok" | "warn" | "fail" | "busy" | "strong" | "focus";

export type Span = string | { readonly text: string; readonly tone: Tone };

export const toned = (text: string, tone: Tone): Span => ({ text, tone });
export const strong = (text: string): Span => ({ text, tone: "strong" });

/** One line of the screen: never wraps, never wider than the layout or `width`. */
export function Line(props: { readonly spans: readonly Span[]; readonly width?: number }) {
  const { width } = useLayout();
  const cut = cutSpans(props.spans, props.width ?? width);
  return (
    <Box height={1} flexShrink={0}>
      <Text>
        {cut.length === 0
          ? " "
          : cut.map(({ text, tone }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one line have no other name
              <Text key={index} {...STYLES[tone]}>
                {text}
              </Text>
            ))}
      </Text>
    </Box>
  );
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
    if (cut !== "") pieces.push({ text: cut, tone });
    left -= [...cut].length;
    if (left <= 0) break;
  }
  return pieces;
}

const STYLES = {
  plain: {},
  ok: { color: "green" },
  warn: { color: "yellow" },
  fail: { color: "red", bold: true },
  busy: { color: "cyan" },
  strong: { bold: true },
  focus: { inverse: true },
} as const;
