import { systemClock } from "../../engine/index.ts";

const POLL_MS = 25;

/**
 * Ends every process of a group: asks (SIGTERM), waits, then kills. A group number is not given
 * away while one member lives, so the second signal cannot hit a stranger.
 */
export async function endGroup(pgid: number, graceMs = 2_000): Promise<void> {
  if (!signalGroup(pgid, "SIGTERM")) return;
  if (await isGone(pgid, graceMs)) return;
  signalGroup(pgid, "SIGKILL");
  await isGone(pgid, 1_000);
}

/** `false`: there is no such group any more. */
export function signalGroup(pgid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pgid, signal);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function isGone(pgid: number, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (signalGroup(pgid, 0)) {
    if (performance.now() > until) return false;
    await systemClock.sleep(POLL_MS);
  }
  return true;
}
