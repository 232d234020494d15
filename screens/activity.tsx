import { Box } from "ink";
import { useMemo } from "react";
import { useCommands } from "../hooks/keyboard-provider.tsx";
import { useActions, useRemembered, useSession, useSlice } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import type { Clock } from "../src/engine/index.ts";
import { formatMoment } from "../src/quantity/index.ts";
import type { ActivityEntry, Notice } from "../src/session/index.ts";
import { padCells, wrap } from "../src/text/index.ts";
import { AuditView } from "./components/audit-view.tsx";
import { Connecting } from "./components/connecting.tsx";
import { Line, type Span, strong } from "./components/line.tsx";
import { Lines } from "./components/lines.tsx";
import { Menu, type MenuItem } from "./components/menu.tsx";
import { PastRuns } from "./components/past-runs.tsx";
import { sentence } from "./components/progress.ts";
import { Rule } from "./components/rule.tsx";
import { type TagName, tag } from "./components/tag.ts";
import { defineScreen } from "./define-screen.ts";

export const activity = defineScreen({
  id: "activity",
  title: "Activity",
  commands: ["choose", "past-runs", "who-changed"],
  Component: Activity,
});

function Activity() {
  const [view, setView] = useRemembered("activity.view", "log");
  const back = () => setView("log");
  if (view === "runs") return <PastRuns onBack={back} />;
  if (view === "audit") return <AuditView onBack={back} />;
  return <Log onRuns={() => setView("runs")} onAudit={() => setView("audit")} />;
}

const LEVEL_TAGS: Readonly<Record<ActivityEntry["level"], TagName>> = {
  info: "ok",
  warn: "warn",
  error: "fail",
};
const DETAIL_ROWS = 4;

/** What happened, newest first, from the agent and from this console's own refusals. */
function Log({ onRuns, onAudit }: { readonly onRuns: () => void; readonly onAudit: () => void }) {
  const entries = useSlice("activity");
  const { clock } = useActions();
  const rows = useMemo(() => rowsOf(entries ?? [], clock), [entries, clock]);
  const { bodyRows, width } = useLayout();
  const refused = useSession(({ notices }) => notices.find(({ level }) => level === "error"));
  const [highlighted] = useRemembered("menu:activity", String(entries?.[0]?.seq ?? ""));
  const [shown, show] = useRemembered("activity.details", "short");
  const isWhole = shown === "whole";
  useCommands({
    "past-runs": onRuns,
    "who-changed": onAudit,
    ...(isWhole ? { back: () => show("short") } : {}),
  });
  if (entries === undefined) return <Connecting />;
  const current = entries.find(({ seq }) => String(seq) === highlighted) ?? entries[0];
  const details = [
    ...(current === undefined ? [] : entryLines(current, width)),
    ...(refused === undefined ? [] : refusalLines(refused, width)),
  ];
  const detailRows = isWhole ? bodyRows - 6 : DETAIL_ROWS;
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Activity"), `   ${entries.length} entries, newest first`]} />
      <Rule />
      <Menu
        id="activity"
        rows={bodyRows - 3 - detailRows}
        verb={isWhole ? "less" : "whole entry"}
        items={rows}
        onSelect={() => show(isWhole ? "short" : "whole")}
      />
      {entries.length === 0 && <Line spans={["Nothing has happened yet."]} />}
      <Rule />
      <Lines lines={details} rows={detailRows} />
    </Box>
  );
}

function rowsOf(entries: readonly ActivityEntry[], clock: Clock): readonly MenuItem[] {
  return entries.map((entry) => ({
    value: String(entry.seq),
    // Made when it comes into view: a dozen of some hundred do.
    spans: () => [
      `${formatMoment(entry.atMs, clock.nowMs())} `,
      tag(LEVEL_TAGS[entry.level]),
      ` ${padCells(entry.subject, 13)} ${entry.message}`,
    ],
  }));
}

function entryLines({ message }: ActivityEntry, width: number): readonly Span[][] {
  return wrap(sentence(message), width).map((text) => [text]);
}

function refusalLines({ code, text, hint }: Notice, width: number): readonly Span[][] {
  const said = [`Refused to this console: ${sentence(text)}`, hint, code && `(${code})`];
  return wrap(said.filter(Boolean).join(" "), width).map((line) => [line]);
}
