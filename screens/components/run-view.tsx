import { Box } from "ink";
import { useState } from "react";
import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { useActions, useRemembered } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { useNow } from "../../hooks/use-now.ts";
import { formatClock } from "../../src/quantity/index.ts";
import type { RunSlice, RunStep } from "../../src/session/index.ts";
import { wrap } from "../../src/text/index.ts";
import { CancelQuestion } from "./cancel-question.tsx";
import { ErrorPanel } from "./error-panel.tsx";
import { Line, strong } from "./line.tsx";
import { Menu } from "./menu.tsx";
import { elapsedTimes, sentence } from "./progress.ts";
import { Rule } from "./rule.tsx";
import { progressBar, runStepSpans, runSummary, stepInFocus } from "./run-rows.ts";

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
  const { bodyRows, width } = useLayout();
  const nowMs = useNow(run.endedMs === null);
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
  return (
    <Box flexDirection="column">
      <Line spans={[strong(`${title} > Run`), `   ${runSummary(run, nowMs)}`, ...message]} />
      <Rule />
      <Menu
        id={name}
        {...(focus === undefined ? {} : { initial: focus.id })}
        rows={bodyRows - 3 - DETAIL_ROWS}
        items={run.steps.map((step, index) => ({
          value: step.id,
          spans: runStepSpans(step, { number: index + 1, width, nowMs }),
        }))}
        {...(run.endedMs === null || isReadOnly ? {} : { verb: "done", onSelect: onBack })}
      />
      <Rule />
      <Box flexDirection="column" height={DETAIL_ROWS} overflow="hidden">
        {current !== undefined && <StepDetails step={current} nowMs={nowMs} />}
      </Box>
    </Box>
  );
}

function StepDetails({ step, nowMs }: { readonly step: RunStep; readonly nowMs: number }) {
  const { width } = useLayout();
  if (step.error !== undefined) return <ErrorPanel error={step.error} />;
  return (
    <>
      <Line spans={[strong(step.title)]} />
      {step.state === "running" && (
        <Line
          spans={[`Since ${formatClock(step.startedMs ?? nowMs)}: ${elapsedTimes(step, nowMs)}.`]}
        />
      )}
      {step.progress !== undefined && step.state === "running" && (
        <Line spans={[progressBar(step.progress)]} />
      )}
      {step.evidence !== "" &&
        wrap(sentence(step.evidence), width).map((text) => <Line key={text} spans={[text]} />)}
    </>
  );
}
