import { readFileSync } from "node:fs";

/** Fields of proc_pid_stat(5), by the names used here. */
export interface ProcessStat {
  readonly group: string;
  readonly session: string;
  /** Ticks after boot; with the process id it names a process for good. */
  readonly started: string;
}

/** `undefined`: no such process, or no way to know. */
export function statOf(pid: string): ProcessStat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name in brackets may hold anything; the fields after it start with the third.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [, , group = "", session = ""] = fields;
    return { group, session, started: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}
