import { Box } from "ink";
import { useState } from "react";
import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { useActions, useSlice } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import type { PlanSlice } from "../../src/session/index.ts";
import { ApproveQuestion } from "./approve-question.tsx";
import { Line, type Span, strong } from "./line.tsx";
import { Menu, type MenuItem } from "./menu.tsx";
import { blockedLines, PlanDetails } from "./plan-details.tsx";
import { diffLines, planSummary, stepSpans } from "./plan-rows.ts";
import { Rule } from "./rule.tsx";

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
/** What blocks a plan may take the room of its steps, but not all of it. */
const LEAST_STEPS = 3;
const NO_RETURN = "-- no simple way back from here on --";

/** The plan is the promise: what would be done, in order, what it costs, and the way back. */
export function PlanView({ title, form, slice, onApproved, onBack }: PlanViewProps) {
  const { plan } = slice;
  const { send, discardForm } = useActions();
  const { bodyRows, width } = useLayout();
  const [isDiff, setDiff] = useState(false);
  const [isAsking, setAsking] = useState(false);
  useCommands({
    back: isDiff ? () => setDiff(false) : onBack,
    ...(plan.steps.length === 0
      ? {}
      : { "toggle-diff": { label: isDiff ? "steps" : "full diff", run: () => setDiff(!isDiff) } }),
  });

  async function approve(name?: string): Promise<void> {
    setAsking(false);
    const named = name === undefined ? {} : { name };
    const answer = await send({ do: "approve", hash: plan.hash, ...named });
    if (answer.is !== "ok" && answer.is !== "run") return;
    discardForm(form);
    if (plan.steps.length === 0) onBack();
    else onApproved();
  }

  /** It comes back as another plan, to be read and approved as any. */
  async function planElsewhere(): Promise<void> {
    setAsking(false);
    await send({ do: "plan-without-proof", hash: plan.hash });
  }

  if (isAsking) {
    return (
      <ApproveQuestion
        slice={slice}
        onApprove={approve}
        onElsewhere={planElsewhere}
        onClose={() => setAsking(false)}
      />
    );
  }
  return (
    <Box flexDirection="column">
      <Line
        spans={[strong(`${title} > Plan ${plan.hash.slice(0, 12)}`), `   ${planSummary(plan)}`]}
      />
      <Rule />
      {isDiff ? (
        <Diff lines={diffLines(plan, width)} rows={bodyRows - 2} />
      ) : (
        <Steps slice={slice} title={title} onApply={() => setAsking(true)} onBack={onBack} />
      )}
    </Box>
  );
}

interface StepsProps {
  readonly slice: PlanSlice;
  readonly title: string;
  readonly onApply: () => void;
  readonly onBack: () => void;
}

function Steps({ slice, title, onApply, onBack }: StepsProps) {
  const { steps, blocked } = slice.plan;
  const { bodyRows, width } = useLayout();
  const documentText = useSlice("document")?.text;
  const isEmpty = steps.length === 0;
  /** Neither a step nor a typed setting: there is nothing to approve. */
  const isSaved = isEmpty && slice.documentText === documentText && slice.preview === undefined;
  const items = steps.flatMap((step, index): readonly MenuItem[] => [
    { value: step.id, spans: stepSpans(step, index + 1, width) },
    ...(step.commit === true && index < steps.length - 1
      ? [{ value: `after:${step.id}`, spans: [NO_RETURN] }]
      : []),
  ]);
  const told = blocked.length === 0 ? DETAIL_ROWS : blockedLines(blocked, width).length;
  const room = Math.max(LEAST_STEPS, bodyRows - 3 - Math.max(DETAIL_ROWS, told));
  const rows = isEmpty ? 1 : Math.min(items.length, room);
  const act = isSaved ? onBack : onApply;
  return (
    <>
      <Menu
        id={`plan:${title}`}
        rows={rows}
        verb={verbOf({ isEmpty, isSaved })}
        items={isEmpty ? [nothingToDo({ isSaved, isBlocked: blocked.length > 0 })] : items}
        {...(blocked.length > 0 ? {} : { onSelect: act })}
      />
      <Rule />
      <PlanDetails slice={slice} title={title} rows={bodyRows - 3 - rows} />
    </>
  );
}

function verbOf(plan: { readonly isEmpty: boolean; readonly isSaved: boolean }): string {
  if (plan.isSaved) return "back";
  return plan.isEmpty ? "save" : "apply";
}

interface Empty {
  readonly isSaved: boolean;
  readonly isBlocked: boolean;
}

function nothingToDo({ isSaved, isBlocked }: Empty): MenuItem {
  if (isBlocked) return { value: "blocked", spans: ["Nothing can be done as things are"] };
  const text = isSaved
    ? "The host already is as asked"
    : "The host already is as asked; save the settings";
  return { value: "save", spans: [text] };
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
