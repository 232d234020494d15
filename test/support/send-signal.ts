import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { eventually } from "./eventually.ts";

/**
 * Sends it and waits for its effect, which comes later than `kill` returns: the end for SIGKILL and SIGTERM, every
 * thread standing still for SIGSTOP. Nothing is sent to one that has ended.
 */
export async function sendSignal(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  if (signal === "SIGKILL" || signal === "SIGTERM") await ended;
  if (signal === "SIGSTOP")
    await eventually(`process ${pid} stands still`, () => threadStates(pid).every(isStopped));
}

const isStopped = (state: string | undefined) => state === "T";

/** The letter after the name in brackets (proc_pid_stat(5)), of each thread that is still there. */
function threadStates(pid: number): readonly (string | undefined)[] {
  const folder = `/proc/${pid}/task`;
  return readdirSync(folder).map((thread) => {
    const stat = readFileSync(`${folder}/${thread}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).at(0);
  });
}
