import type { ChildProcess } from "node:child_process";
import { readdirSync } from "node:fs";
import { statFields } from "../../src/host/process/stat-fields.ts";
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

/** Of each thread; nothing of one that has ended meanwhile. */
function threadStates(pid: number): readonly (string | undefined)[] {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.map((thread) => statFields(`${pid}/task/${thread}`).at(0));
}
