import {
  type Deadline,
  type Fact,
  type HardwareTopic,
  known,
  unknown,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { fixedEnvironment, runCommand } from "../process/run-command.ts";
import { selfCommand } from "../self.ts";

const TOPICS = ["cpu", "system", "bios", "chassis", "blockDevices", "graphics"] as const;
const DEFAULT_TIMEOUT_MS = 15_000;

/**
 * Asks `systeminformation` in a child process: some of its calls block for seconds, and a call
 * that never comes back can then be killed.
 */
export async function askHardware(
  topic: HardwareTopic,
  options: Deadline = {},
): Promise<Fact<unknown>> {
  const outcome = await runCommand([...selfCommand(), "internal", "hardware", topic], {
    ...options,
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    env: fixedEnvironment(),
  });
  if (outcome.is === "timed-out") return unknown(`no answer within ${outcome.afterMs / 1000} s`);
  if (outcome.is !== "exited" || outcome.exitCode !== 0)
    return unknown(`asking for ${topic} ended without an answer`);
  try {
    return known(JSON.parse(outcome.stdout));
  } catch {
    return unknown(`the answer for ${topic} is not readable`);
  }
}

/** What `internal hardware TOPIC` prints as JSON; runs in the child. */
export async function runHardwareTopic(topic: string): Promise<unknown> {
  const wanted = TOPICS.find((name) => name === topic);
  if (wanted === undefined) throw new BringupError("USAGE", `no hardware topic ${topic}`);
  const { default: systeminformation } = await import("systeminformation");
  return systeminformation[wanted]();
}
