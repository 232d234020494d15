import { Box } from "ink";
import { useMemo, useState } from "react";
import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { useActions, useSlice } from "../../hooks/session-provider.tsx";
import { useAnswer } from "../../hooks/use-answer.ts";
import { useLayout } from "../../hooks/use-layout.ts";
import { formatClock, formatDuration } from "../../src/quantity/index.ts";
import type { RunSlice, RunSummary } from "../../src/session/index.ts";
import { padCells } from "../../src/text/index.ts";
import { Line, type Span, strong } from "./line.tsx";
import { Menu } from "./menu.tsx";
import { Rule } from "./rule.tsx";
import { RunView } from "./run-view.tsx";
import { type TagName, tag } from "./tag.ts";

/** Every run there has been on this host; one of them opens as it ended, to be read only. */
export function PastRuns({ onBack }: { readonly onBack: () => void }) {
  const { send } = useActions();
  const { bodyRows } = useLayout();
  const live = useSlice("run");
  const [opened, open] = useState<RunSlice | undefined>(undefined);
  useCommands(opened === undefined ? { back: onBack } : {});
  const since = `${live?.id} ${live?.state}`;
  const answer = useAnswer({ question: "list-runs", is: "runs", since });
  const runs = useMemo(() => answer && newestFirst(answer.runs), [answer]);

  if (opened !== undefined) {
    const run = live?.id === opened.id ? live : opened;
    return <RunView title="Activity" run={run} isReadOnly={true} onBack={() => open(undefined)} />;
  }
  const show = async (id: string) => {
    const answer = await send({ do: "show-run", id });
    if (answer.is === "run") open(answer.run);
  };
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Activity > Older runs"), `   ${countText(runs)}`]} />
      <Rule />
      <Menu
        id="past-runs"
        rows={bodyRows - 2}
        verb="open"
        items={(runs ?? []).map((run) => ({ value: run.id, spans: runSpans(run) }))}
        onSelect={(id) => void show(id)}
      />
    </Box>
  );
}

const newestFirst = (runs: readonly RunSummary[]) =>
  [...runs].sort((one, other) => other.startedMs - one.startedMs);

function countText(runs: readonly RunSummary[] | undefined): string {
  if (runs === undefined) return "being read";
  if (runs.length === 0) return "nothing was ever run on this host";
  return runs.length === 1 ? "1 run" : `${runs.length} runs, newest first`;
}

const STATE_TAGS: Readonly<Record<RunSummary["state"], TagName>> = {
  running: "busy",
  pausing: "busy",
  paused: "warn",
  cancelling: "busy",
  succeeded: "ok",
  cancelled: "off",
  abandoned: "off",
};

function runSpans({ title, state, startedMs, endedMs }: RunSummary): readonly Span[] {
  const took = endedMs === null ? "open" : formatDuration(endedMs - startedMs);
  return [
    `${dayOf(startedMs)} ${formatClock(startedMs)} `,
    tag(STATE_TAGS[state]),
    ` ${padCells(state, 10)} ${padCells(took, 10)} ${title}`,
  ];
}

/** `2026-11-20`, on the wall clock of this host. */
function dayOf(epochMs: number): string {
  const at = new Date(epochMs);
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()]
    .map((number) => String(number).padStart(2, "0"))
    .join("-");
}
