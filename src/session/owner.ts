import type { Snapshot } from "./contract.ts";

/**
 * Whether a host is somebody's: a person can log in on it, or a plane has taken it. Then only who
 * has logged in may change it from a console. A practice host is everybody's.
 */
export function isOwned({ engine, host, registration }: Snapshot): boolean {
  if (engine.mode === "rehearsal") return false;
  return host.hasLogin === true || registration.hostUid !== undefined;
}
