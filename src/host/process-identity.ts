import { readFileSync } from "node:fs";
import type { ProcessIdentity } from "../engine/index.ts";
import { statFields } from "./process/stat-fields.ts";

/** Who a process is beyond its pid, or `undefined` when there is none (a zombie counts as none). */
export function processIdentity(pid: number = process.pid): ProcessIdentity | undefined {
  const startTicks = startTicksOf(pid);
  if (startTicks === undefined) return undefined;
  return { pid, startTicks, bootId: machineBootId() };
}

/** Whether the very process still runs: same pid, same start, same boot. */
export function isAlive(identity: ProcessIdentity): boolean {
  const now = processIdentity(identity.pid);
  return now?.startTicks === identity.startTicks && now.bootId === identity.bootId;
}

/** Random per boot of this machine (Documentation/admin-guide/sysctl/kernel.rst). */
export function machineBootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}

/** Field 22; nothing for one that has ended. */
function startTicksOf(pid: number): string | undefined {
  if (!Number.isSafeInteger(pid) || pid < 1) return undefined;
  const fields = statFields(pid);
  const state = fields[0];
  return state === "Z" || state === "X" ? undefined : fields[19];
}
