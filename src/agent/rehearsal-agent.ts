import { spawn } from "node:child_process";
import { mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../engine/index.ts";
import { selfCommand } from "../host/index.ts";

/** A detached rehearsal agent has to answer within this time, milliseconds. */
export const AGENT_START_MS = 15_000;

/** Starts the agent anew, not more often than one start may take. */
export function restarting(stateDir: string): () => void {
  let earliestMs = 0;
  return () => {
    const nowMs = systemClock.monotonicMs();
    if (nowMs < earliestMs) return;
    earliestMs = nowMs + AGENT_START_MS;
    startRehearsalAgent(stateDir);
  };
}

/** Detached: the agent outlives the console that started it, as a service would. */
export function startRehearsalAgent(stateDir: string): void {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const log = openSync(join(stateDir, "agent.log"), "a", 0o600);
  const [program, ...args] = selfCommand();
  const child = spawn(program, [...args, "agent", "--rehearse", "--state-dir", stateDir], {
    detached: true,
    stdio: ["ignore", log, log],
    cwd: "/",
  });
  child.on("error", () => undefined);
  child.unref();
}
