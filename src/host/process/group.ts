import { readdirSync } from "node:fs";
import { systemClock } from "../../engine/index.ts";
import { statFields } from "./stat-fields.ts";

const POLL_MS = 25;
const GRACE_MS = 1_000;

/**
 * Ends every process of a group: asks (SIGTERM), waits, then kills. A group number is not given
 * away while one member lives, so the second signal cannot hit a stranger.
 */
export async function endGroup(pgid: number, graceMs = GRACE_MS): Promise<void> {
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
  while (signalGroup(pgid, 0) && hasLivingMember(pgid)) {
    if (performance.now() > until) return false;
    await systemClock.sleep(POLL_MS);
  }
  return true;
}

/** Members that have ended and that nobody has asked about yet (zombies) still take signals. */
function hasLivingMember(pgid: number): boolean {
  return readdirSync("/proc").some((name) => {
    if (!/^\d+$/.test(name)) return false;
    const [state, , group] = statFields(name);
    return Number(group) === pgid && state !== "Z" && state !== "X";
  });
}
