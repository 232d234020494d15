import { Box } from "ink";
import { useState } from "react";
import { useCommands } from "../../hooks/keyboard-provider.tsx";
import type { ScreenTime } from "../../hooks/screen-time.ts";
import { useActions, useRemembered } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { useTime } from "../../hooks/use-time.ts";
import { formatClock } from "../../src/quantity/index.ts";
import type { RunSlice, RunStep } from "../../src/session/index.ts";
import { wrap } from "../../src/text/index.ts";
import { CancelQuestion } from "./cancel-question.tsx";
import { ErrorPanel } from "./error-panel.tsx";
import { Line, strong } from "./line.tsx";
import { Menu } from "./menu.tsx";
import { expectedTimes, sentence } from "./progress.ts";
import { Rule } from "./rule.tsx";
import { progressBar, runStepSpans, runSummary, stepInFocus } from "./run-rows.ts";
import { SidePane } from "./side-pane.tsx";

interface RunViewProps {
  readonly title: string;
  readonly run: RunSlice;
  /** A look at the past: none of its keys act on the run. */
  readonly isReadOnly?: boolean;
  readonly onBack: () => void;
}

const DETAIL_ROWS = 5;

/** A run as it goes. It belongs to the agent: leaving the screen stops nothing. */
export function RunView({ title, run, isReadOnly = false, onBack }: RunViewProps) {
  const { send } = useActions();
  const { bodyRows, side } = useLayout();
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
  const details = current === undefined ? null : <StepDetails step={current} />;
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
          {list(bodyRows - 3 - DETAIL_ROWS)}
          <Rule />
          <Box flexDirection="column" height={DETAIL_ROWS} overflow="hidden">
            {details}
          </Box>
        </>
      ) : (
        <SidePane rows={bodyRows - 2} side={details}>
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

function StepDetails({ step }: { readonly step: RunStep }) {
  const { width } = useLayout();
  if (step.error !== undefined) return <ErrorPanel error={step.error} />;
  return (
    <>
      {wrap(step.title, width).map((text) => (
        <Line key={text} spans={[strong(text)]} />
      ))}
      {step.state === "running" &&
        wrap(startedText(step), width).map((text) => <Line key={text} spans={[text]} />)}
      {step.progress !== undefined && step.state === "running" && (
        <Line spans={[progressBar(step.progress, width)]} />
      )}
      {step.evidence !== "" &&
        wrap(sentence(step.evidence), width).map((text) => <Line key={text} spans={[text]} />)}
    </>
  );
}

/** What moves with time stands in the list only: one number that moves is enough. */
function startedText(step: RunStep): string {
  const since = step.startedMs === null ? "" : ` ${formatClock(step.startedMs)}`;
  return `Started${since}, ${expectedTimes(step)}.`;
}
