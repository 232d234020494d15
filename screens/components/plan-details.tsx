import { useRemembered } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import type { PlanSlice } from "../../src/session/index.ts";
import { wrap } from "../../src/text/index.ts";
import { type Span, strong, toned } from "./line.tsx";
import { Lines } from "./lines.tsx";
import { tag } from "./tag.ts";

interface PlanDetailsProps {
  readonly slice: PlanSlice;
  /** Where the plan comes from, as in the name of its menu. */
  readonly title: string;
  readonly rows: number;
}

/** What blocks the plan; else the highlighted step, then what was left out and why. */
export function PlanDetails({ slice, title, rows }: PlanDetailsProps) {
  const { width } = useLayout();
  const { steps, blocked, skipped } = slice.plan;
  const [highlighted] = useRemembered(`menu:plan:${title}`, steps[0]?.id ?? "");
  const step = steps.find(({ id }) => id === highlighted) ?? steps[0];
  const lines: readonly Span[][] =
    blocked.length > 0
      ? blockedLines(blocked, width)
      : [
          ...(step === undefined ? [] : stepDetails(step, width)),
          ...skipped.flatMap(({ title: what, reason }) =>
            wrap(`Left out: ${what}, ${reason}`, width).map((text): Span[] => [text]),
          ),
        ];
  return <Lines lines={lines} rows={rows} />;
}

/** What stands in the way, whole, each with what to do about it. */
export function blockedLines(
  blocked: PlanSlice["plan"]["blocked"],
  width: number,
): readonly Span[][] {
  return blocked.flatMap(({ message, hint }) => [
    ...wrap(message, width - INDENT.length).map((text, index): Span[] =>
      index === 0 ? [tag("fail"), ` ${text}`] : [INDENT, text],
    ),
    ...(hint === "" ? [] : wrap(`Do: ${hint}`, width - INDENT.length)).map((text) => [
      INDENT,
      text,
    ]),
  ]);
}

/** As wide as `[FAIL] `. */
const INDENT = "       ";

function stepDetails(step: PlanSlice["plan"]["steps"][number], width: number): Span[][] {
  const change = step.changes[0];
  const first = change?.lines.find(({ sign }) => sign !== " ");
  const commit = step.commit
    ? "No simple way back from here on: undoing it is an operation of its own."
    : "";
  return [
    ...wrap(step.title, width)
      .slice(0, 2)
      .map((text) => [strong(text)]),
    commit === "" ? [] : [toned(commit, "warn")],
    change === undefined
      ? []
      : [`${change.subject}  ${first === undefined ? "" : `${first.sign} ${first.text}`}`],
  ].filter((line) => line.length > 0);
}
