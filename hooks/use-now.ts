import { useEffect, useState } from "react";
import { useProfile } from "./device-provider.tsx";
import { useActions } from "./session-provider.tsx";

const EVERY_MS = { vt: 1000, ssh: 1000, serial: 2000, plain: 5000 } as const;

/**
 * Wall time, anew every second (every other on a slow line) while `isActive`; for elapsed times and
 * countdowns only. A screen on which nothing waits does not tick.
 */
export function useNow(isActive = true): number {
  const { clock } = useActions();
  const { kind } = useProfile();
  const [nowMs, setNow] = useState(() => clock.nowMs());
  useEffect(() => {
    setNow(clock.nowMs());
    if (!isActive) return undefined;
    let stop = () => {};
    const tick = () => {
      setNow(clock.nowMs());
      stop = clock.after(EVERY_MS[kind], tick);
    };
    stop = clock.after(EVERY_MS[kind], tick);
    return () => stop();
  }, [clock, kind, isActive]);
  return nowMs;
}
