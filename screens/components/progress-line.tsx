import { useSession } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { useNow } from "../../hooks/use-now.ts";
import { Line } from "./line.tsx";
import { isAnythingWaiting, progressSpans } from "./progress.ts";

/** The one thing in progress; ticks only while there is one. */
export function ProgressLine() {
  const state = useSession((whole) => whole);
  const { width } = useLayout();
  const nowMs = useNow(isAnythingWaiting(state));
  return <Line spans={progressSpans(state, nowMs, width)} />;
}
