import { Box } from "ink";
import { useState } from "react";
import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { useActions, useRemembered } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import type { PlanSlice } from "../../src/session/index.ts";
import { wrap } from "../../src/text/index.ts";
import { Dialog } from "./dialog.tsx";
import { Line, type Span, strong, toned } from "./line.tsx";
import { Menu, type MenuItem } from "./menu.tsx";
import { diffLines, planSummary, stepSpans } from "./plan-rows.ts";
import { sentence } from "./progress.ts";
import { Rule } from "./rule.tsx";
import { tag } from "./tag.ts";

interface PlanViewProps {
  /** Where the plan comes from: `Settings`, `Cluster`. */
  readonly title: string;
  /** Form whose drafts are applied by it. */
  readonly form: string;
  readonly slice: PlanSlice;
  readonly onApproved: () => void;
  readonly onBack: () => void;
}

const DETAIL_ROWS = 4;
const NO_RETURN = "-- no simple way back from here on --";

/** The plan is the promise: what would be done, in order, what it costs, and the way back. */
export function PlanView({ title, form, slice, onApproved, onBack }: PlanViewProps) {
  const { plan } = slice;
  const { send, discardForm } = useActions();
  const { bodyRows, width } = useLayout();
  const [isDiff, setDiff] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const isBlocked = plan.blocked.length > 0;
  useCommands({
    back: isDiff ? () => setDiff(false) : onBack,
    ...(plan.steps.length === 0
      ? {}
      : { "toggle-diff": { label: isDiff ? "steps" : "full diff", run: () => setDiff(!isDiff) } }),
  });

  async function approve(): Promise<void> {
    setAsking(false);
    const answer = await send({ do: "approve", hash: plan.hash });
    if (answer.is !== "ok" && answer.is !== "run") return;
    discardForm(form);
    if (plan.steps.length === 0) onBack();
    else onApproved();
  }

  if (isAsking) {
    return <ApproveQuestion slice={slice} onApprove={approve} onClose={() => setAsking(false)} />;
  }
  const steps = plan.steps.flatMap((step, index): readonly MenuItem[] => [
    { value: step.id, spans: stepSpans(step, index + 1, width) },
    ...(step.commit === true && index < plan.steps.length - 1
      ? [{ value: `after:${step.id}`, spans: [NO_RETURN] }]
      : []),
  ]);
  return (
    <Box flexDirection="column">
      <Line
        spans={[strong(`${title} > Plan ${plan.hash.slice(0, 12)}`), `   ${planSummary(plan)}`]}
      />
      <Rule />
      {isDiff ? (
        <Diff lines={diffLines(plan.steps)} rows={bodyRows - 2} />
      ) : (
        <>
          <Menu
            id={`plan:${title}`}
            rows={bodyRows - 3 - DETAIL_ROWS}
            verb={plan.steps.length === 0 ? "save" : "apply"}
            items={
              steps.length === 0
                ? [{ value: "save", spans: ["The host already is as asked; save the settings"] }]
                : steps
            }
            {...(isBlocked ? {} : { onSelect: () => setAsking(true) })}
          />
          <Rule />
          <Details slice={slice} title={title} />
        </>
      )}
    </Box>
  );
}

function Diff({ lines, rows }: { readonly lines: readonly Span[][]; readonly rows: number }) {
  return (
    <Menu
      id="diff"
      rows={rows}
      items={lines.map((spans, index) => ({ value: String(index), spans }))}
    />
  );
}

/** What blocks the plan; else the highlighted step, then what was left out and why. */
function Details({ slice, title }: { readonly slice: PlanSlice; readonly title: string }) {
  const { width } = useLayout();
  const { steps, blocked, skipped } = slice.plan;
  const [highlighted] = useRemembered(`menu:plan:${title}`, steps[0]?.id ?? "");
  const step = steps.find(({ id }) => id === highlighted) ?? steps[0];
  const lines: readonly Span[][] =
    blocked.length > 0
      ? blocked.flatMap(({ message, hint }) => [
          [tag("fail"), ` ${message}`],
          [`       Do: ${hint}`],
        ])
      : [
          ...(step === undefined ? [] : stepDetails(step, width)),
          ...skipped.map(({ title: what, reason }) => [`Left out: ${what}, ${reason}`]),
        ];
  return (
    <>
      {lines.slice(0, DETAIL_ROWS).map((spans, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text
        <Line key={index} spans={spans} />
      ))}
    </>
  );
}

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
    change === undefined
      ? []
      : [`${change.subject}  ${first === undefined ? "" : `${first.sign} ${first.text}`}`],
    commit === "" ? [] : [toned(commit, "warn")],
  ].filter((line) => line.length > 0);
}

function ApproveQuestion(props: {
  readonly slice: PlanSlice;
  readonly onApprove: () => void;
  readonly onClose: () => void;
}) {
  const { plan } = props.slice;
  const worst = plan.steps.filter(({ impact }) => impact !== "none" && impact !== "reload");
  const isSave = plan.steps.length === 0;
  return (
    <Dialog
      id="approve"
      question={isSave ? "Save these settings?" : "Apply this plan to the host?"}
      explains={[
        sentence(planSummary(plan)),
        ...worst.slice(0, 6).map(({ title, mark, impact }) => `${mark ?? impact}: ${title}`),
        ...plan.steps
          .filter(({ commit }) => commit === true)
          .map(
            ({ title }) =>
              `No simple way back after "${title}": undoing it is an operation of its own.`,
          ),
        isSave
          ? "Nothing on the host changes."
          : "It runs in the agent: leaving this screen, or losing the line, stops nothing.",
      ]}
      answers={[
        { value: "no", label: "Not yet, back to the plan" },
        { value: "yes", label: isSave ? "Save" : "Apply the plan to this host" },
      ]}
      onAnswer={(value) => (value === "yes" ? props.onApprove() : props.onClose())}
      onClose={props.onClose}
    />
  );
}
