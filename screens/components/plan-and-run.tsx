import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { useSlice } from "../../hooks/session-provider.tsx";
import { Line } from "./line.tsx";
import { PlanView } from "./plan-view.tsx";
import { RunView } from "./run-view.tsx";

interface PlanAndRunProps {
  readonly title: string;
  readonly form: string;
  readonly onBack: () => void;
}

/** The plan until it is approved, then its run, both from the same view of the engine. */
export function PlanAndRun({ title, form, onBack }: PlanAndRunProps) {
  const plan = useSlice("plan") ?? null;
  const run = useSlice("run") ?? null;
  if (run !== null && (run.endedMs === null || plan === null || plan.plan.hash === run.planHash))
    return <RunView title={title} run={run} onBack={onBack} />;
  if (plan !== null) return <PlanView title={title} form={form} slice={plan} onBack={onBack} />;
  return <NoPlan onBack={onBack} />;
}

function NoPlan({ onBack }: { readonly onBack: () => void }) {
  useCommands({ back: onBack });
  return <Line spans={["The plan is no longer current. Go back and preview again."]} />;
}
