import { useLayout } from "../../hooks/use-layout.ts";
import { formatClock } from "../../src/quantity/index.ts";
import type { ActivityEntry } from "../../src/session/index.ts";
import { wrap } from "../../src/text/index.ts";
import { Line, type Span, strong, toned } from "./line.tsx";
import { Lines } from "./lines.tsx";

interface LatestActivityProps {
  readonly entries: readonly ActivityEntry[];
  readonly rows: number;
}

const TONES = { info: "plain", warn: "warn", error: "fail" } as const;

/** What happened last, newest first, whole entries only: a cut one would say something else. */
export function LatestActivity({ entries, rows }: LatestActivityProps) {
  const { width } = useLayout();
  const lines: Span[] = [];
  for (const { atMs, level, message } of entries) {
    const text = wrap(`${formatClock(atMs)} ${message}`, width);
    if (lines.length + text.length > rows - 1) break;
    lines.push(...text.map((line) => toned(line, TONES[level])));
  }
  return (
    <>
      <Line spans={[strong("Latest")]} />
      <Lines lines={lines.map((span) => [span])} />
    </>
  );
}
