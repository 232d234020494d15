import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { useSlice } from "../../hooks/session-provider.tsx";
import { Line } from "./line.tsx";
import { PlanView } from "./plan-view.tsx";
import { RunView } from "./run-view.tsx";

interface PlanAndRunProps {
  readonly title: string;
  readonly form: string;
  readonly shows: "plan" | "run";
  readonly onApproved: () => void;
  readonly onBack: () => void;
}

/**
 * The plan until it is approved, then its run. A run in progress always goes first; one that has
 * ended never hides a plan, which may well be the same plan again.
 */
export function PlanAndRun({ title, form, shows, onApproved, onBack }: PlanAndRunProps) {
  const plan = useSlice("plan") ?? null;
  const run = useSlice("run") ?? null;
  const isOpen = run !== null && run.endedMs === null;
  if (run !== null && (isOpen || shows === "run"))
    return <RunView title={title} run={run} onBack={onBack} />;
  if (plan !== null && shows === "plan")
    return (
      <PlanView title={title} form={form} slice={plan} onApproved={onApproved} onBack={onBack} />
    );
  return <NoPlan onBack={onBack} />;
}

function NoPlan({ onBack }: { readonly onBack: () => void }) {
  useCommands({ back: onBack });
  return <Line spans={["The plan is no longer current. Go back and preview again."]} />;
}
