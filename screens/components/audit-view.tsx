import { Box } from "ink";
import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { useActions, useRemembered, useSlice } from "../../hooks/session-provider.tsx";
import { useAnswer } from "../../hooks/use-answer.ts";
import { useLayout } from "../../hooks/use-layout.ts";
import type { AuditEntry } from "../../src/engine/index.ts";
import { formatMoment } from "../../src/quantity/index.ts";
import { padCells, wrap } from "../../src/text/index.ts";
import { Line, type Span, strong } from "./line.tsx";
import { Lines } from "./lines.tsx";
import { Menu } from "./menu.tsx";
import { Rule } from "./rule.tsx";
import { tag } from "./tag.ts";

const DETAIL_ROWS = 4;

/** Who changed what, from where; what was refused stands out. Read anew when something happens. */
export function AuditView({ onBack }: { readonly onBack: () => void }) {
  const { clock } = useActions();
  const { bodyRows, width } = useLayout();
  const newest = useSlice("activity")?.[0]?.seq;
  const entries = useAnswer({ question: "audit", is: "audit", since: newest })?.entries;
  const [highlighted] = useRemembered("menu:audit", "0");
  useCommands({ back: onBack });
  const current = entries?.[Number(highlighted)] ?? entries?.[0];
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Activity > Who changed what"), `   ${countText(entries)}`]} />
      <Rule />
      <Menu
        id="audit"
        rows={bodyRows - 3 - DETAIL_ROWS}
        items={(entries ?? []).map((entry, index) => ({
          value: String(index),
          spans: () => rowSpans(entry, clock.nowMs()),
        }))}
      />
      <Rule />
      <Lines lines={current === undefined ? [] : detailLines(current, width)} rows={DETAIL_ROWS} />
    </Box>
  );
}

function countText(entries: readonly AuditEntry[] | undefined): string {
  if (entries === undefined) return "being read";
  return entries.length === 0
    ? "nothing was changed yet"
    : `${entries.length} entries, newest first`;
}

function rowSpans({ atMs, actor, action, subject, code }: AuditEntry, nowMs: number) {
  const mark = tag(code === undefined ? "ok" : "warn");
  const who = padCells(actor.user, 8);
  return [
    `${formatMoment(atMs, nowMs)} `,
    mark,
    ` ${who} ${action.replaceAll("-", " ")}: ${subject}`,
  ];
}

function detailLines(entry: AuditEntry, width: number): readonly (readonly Span[])[] {
  const { actor, subject, detail, digests, code } = entry;
  const said = [
    `${actor.user} on ${actor.from}: ${subject}.`,
    ...(detail === undefined ? [] : [detail]),
    ...(code === undefined ? [] : [`(${code})`]),
    ...(digests === undefined
      ? []
      : [`Digest ${digests.was ?? "none"} -> ${digests.is ?? "none"}.`]),
  ];
  return wrap(said.join(" "), width).map((line) => [line]);
}
