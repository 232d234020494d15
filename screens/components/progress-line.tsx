import { useSession } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { useIsBefore, useTime } from "../../hooks/use-time.ts";
import { Line } from "./line.tsx";
import { isAnythingWaiting, noticeEndMs, progressSpans } from "./progress.ts";

/** The one thing in progress; ticks only while there is one. */
export function ProgressLine() {
  const state = useSession((whole) => whole);
  const { width } = useLayout();
  const time = useTime(isAnythingWaiting(state));
  const isNoticed = useIsBefore(noticeEndMs(state));
  return <Line spans={progressSpans(state, { time, width, isNoticed })} />;
}
