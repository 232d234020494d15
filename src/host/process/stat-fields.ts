import { readFileSync } from "node:fs";

/**
 * What follows the name in /proc/PID/stat (proc_pid_stat(5)): state, parent, group, and so on; `PID/task/TID` is one
 * thread. Counted after the last parenthesis, for a name may hold both kinds. Empty where it is not to be had.
 */
export function statFields(pid: number | string): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}
