import { Box } from "ink";
import { useState } from "react";
import { useCommands } from "../../hooks/keyboard-provider.tsx";
import type { ScreenTime } from "../../hooks/screen-time.ts";
import { useActions, useRemembered } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { useTime } from "../../hooks/use-time.ts";
import type { RunSlice } from "../../src/session/index.ts";
import { CancelQuestion } from "./cancel-question.tsx";
import { Line, strong } from "./line.tsx";
import { Lines } from "./lines.tsx";
import { Menu } from "./menu.tsx";
import { sentence } from "./progress.ts";
import { Rule } from "./rule.tsx";
import { runStepSpans, runSummary, stepInFocus } from "./run-rows.ts";
import { SidePane } from "./side-pane.tsx";
import { stepLines } from "./step-lines.ts";

interface RunViewProps {
  readonly title: string;
  readonly run: RunSlice;
  /** A look at the past: none of its keys act on the run. */
  readonly isReadOnly?: boolean;
  readonly onBack: () => void;
}

const DETAIL_ROWS = 5;
const LEAST_STEPS = 3;

/** A run as it goes. It belongs to the agent: leaving the screen stops nothing. */
export function RunView({ title, run, isReadOnly = false, onBack }: RunViewProps) {
  const { send } = useActions();
  const { bodyRows, width, side } = useLayout();
  const time = useTime(run.endedMs === null && run.state !== "paused");
  const canAct = !isReadOnly && run.endedMs === null;
  const [isCancelling, setCancelling] = useState(false);
  const focus = stepInFocus(run);
  const name = `run:${run.id}`;
  const [highlighted] = useRemembered(`menu:${name}`, focus?.id ?? "");
  const current = run.steps.find(({ id }) => id === highlighted) ?? focus;
  useCommands({
    back: onBack,
    ...(canAct && run.state === "running" ? { "pause-run": () => void send({ do: "pause" }) } : {}),
    ...(canAct && run.state === "paused"
      ? { "resume-run": () => void send({ do: "resume" }) }
      : {}),
    ...(canAct && run.state !== "cancelling" ? { "cancel-run": () => setCancelling(true) } : {}),
  });
  if (isCancelling) return <CancelQuestion run={run} onClose={() => setCancelling(false)} />;
  const message = run.message === "" ? [] : [`   ${sentence(run.message)}`];
  const textWidth = side?.width ?? width;
  const details = current === undefined ? [] : stepLines(current, textWidth);
  // What is to be done about a failure is never what is cut off.
  const detailRows = Math.min(Math.max(DETAIL_ROWS, details.length), bodyRows - 3 - LEAST_STEPS);
  const list = (rows: number) => (
    <StepList
      run={run}
      rows={rows}
      time={time}
      onDone={run.endedMs === null || isReadOnly ? undefined : onBack}
    />
  );
  return (
    <Box flexDirection="column">
      <Line spans={[strong(`${title} > Run`), `   ${runSummary(run, time)}`, ...message]} />
      <Rule />
      {side === null ? (
        <>
          {list(bodyRows - 3 - detailRows)}
          <Rule />
          <Lines lines={details} rows={detailRows} />
        </>
      ) : (
        <SidePane rows={bodyRows - 2} side={<Lines lines={details} rows={bodyRows - 2} />}>
          {list(bodyRows - 2)}
        </SidePane>
      )}
    </Box>
  );
}

interface StepListProps {
  readonly run: RunSlice;
  readonly rows: number;
  readonly time: ScreenTime;
  readonly onDone: (() => void) | undefined;
}

function StepList({ run, rows, time, onDone }: StepListProps) {
  const { width } = useLayout();
  const focus = stepInFocus(run);
  return (
    <Menu
      id={`run:${run.id}`}
      {...(focus === undefined ? {} : { initial: focus.id })}
      rows={rows}
      items={run.steps.map((step, index) => ({
        value: step.id,
        spans: runStepSpans(step, { number: index + 1, width, time }),
      }))}
      {...(onDone === undefined ? {} : { verb: "done", onSelect: onDone })}
    />
  );
}
