import { useEffect, useState } from "react";
import { useProfile } from "./device-provider.tsx";
import { type ScreenTime, screenTime } from "./screen-time.ts";
import { useActions } from "./session-provider.tsx";

const TICK_MS = 1000;

/**
 * Wall time, anew every second while `isActive`; for elapsed times and countdowns only. A screen on
 * which nothing waits has no timer, and a slow line is only sent what `ScreenTime` lets move.
 */
export function useTime(isActive = true): ScreenTime {
  const { clock } = useActions();
  const { kind } = useProfile();
  const [nowMs, setNow] = useState(() => clock.nowMs());
  useEffect(() => {
    setNow(clock.nowMs());
    if (!isActive) return undefined;
    let stop = () => {};
    const tick = () => {
      setNow(clock.nowMs());
      stop = clock.after(TICK_MS, tick);
    };
    stop = clock.after(TICK_MS, tick);
    return () => stop();
  }, [clock, isActive]);
  return screenTime(nowMs, kind);
}

/** Whether that moment is still to come; one timer, none once it has passed. */
export function useIsBefore(epochMs: number): boolean {
  const { clock } = useActions();
  const [passedMs, setPassed] = useState(Number.NEGATIVE_INFINITY);
  const isBefore = passedMs < epochMs && clock.nowMs() <= epochMs;
  useEffect(() => {
    const leftMs = epochMs - clock.nowMs();
    if (leftMs < 0) return undefined;
    return clock.after(leftMs + 1, () => setPassed(epochMs));
  }, [clock, epochMs]);
  return isBefore;
}
