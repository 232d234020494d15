import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { useSession, useSlice } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { wrap } from "../../src/text/index.ts";
import { Lines } from "./lines.tsx";
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
  const planned = useSession(({ plannedHash }) => plannedHash);
  const isOpen = run !== null && run.endedMs === null;
  if (run !== null && (isOpen || shows === "run"))
    return <RunView title={title} run={run} onBack={onBack} />;
  if (plan !== null && planned !== null && plan.plan.hash !== planned)
    return <NoPlan why={TAKEN} onBack={onBack} />;
  if (plan !== null && shows === "plan")
    return (
      <PlanView title={title} form={form} slice={plan} onApproved={onApproved} onBack={onBack} />
    );
  return <NoPlan why={OLD} onBack={onBack} />;
}

const OLD = "The plan is no longer current. Go back and preview again.";
/** There is one plan at a time: what was read here must not turn into another under the person's hands. */
const TAKEN =
  "Another console has made another plan since, so the one shown here is gone. " +
  "Nothing was changed by it. Esc goes back: preview again when the other is done.";

function NoPlan({ why, onBack }: { readonly why: string; readonly onBack: () => void }) {
  const { width } = useLayout();
  useCommands({ back: onBack });
  const lines = wrap(why, width);
  return <Lines lines={lines.map((text) => [text])} rows={lines.length} />;
}
