import { systemClock } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import type { EngineClient, PlanSlice } from "../session/index.ts";
import { ask, unexpected } from "./ask.ts";
import { carryOut } from "./carry-out.ts";
import type { Call } from "./command.ts";
import { refuseBlocked } from "./plan-document.ts";
import { printPlan } from "./render-plan.ts";
import type { OpenEngine } from "./world.ts";

/** A start of the host waits for us no longer, milliseconds; the file that calls us waits longer. */
const LIMIT_MS = 240_000;
const FREE_LOOK_MS = 250;

/** Here a start is only looked at: no mistake, and no reason to call the start failed. */
const LOOKED_AT: ReadonlySet<string> = new Set(["BOOT_FOR_REPAIR", "HOST_OWNED"]);

/**
 * What a start of the host does before its cluster may run. Nobody approves anything here: the plan is
 * what was approved with the cluster. Without an agent it is done in this process; with one, by it.
 */
export async function convergeAtBoot(given: Call): Promise<number> {
  const signal = AbortSignal.any([given.world.signal, AbortSignal.timeout(LIMIT_MS)]);
  const call: Call = { ...given, world: { ...given.world, signal } };
  const engine = await openWhenFree(call);
  try {
    return await carryOutAtBoot(call, engine);
  } finally {
    await engine.close();
  }
}

/** An agent that is just coming up has the lock, and no ear yet. */
async function openWhenFree({ world, choice }: Call): Promise<OpenEngine> {
  for (;;) {
    world.signal.throwIfAborted();
    try {
      return await world.openEngine(choice, "once");
    } catch (thrown) {
      if (!(thrown instanceof BringupError) || thrown.code !== "HOST_LOCKED") throw thrown;
    }
    await systemClock.sleep(FREE_LOOK_MS, world.signal);
  }
}

async function carryOutAtBoot(call: Call, engine: OpenEngine): Promise<number> {
  if (await isCutOff(call, engine.client)) {
    call.out.line(
      "A run is open on this host: the agent goes on with it, and starts what it is about.",
    );
    return 0;
  }
  const planned = await planBoot(call, engine.client);
  const { blocked, steps } = planned.plan;
  printPlan(planned.plan, call.out);
  call.out.object({ plan: planned.plan });
  const [first] = blocked;
  if (first !== undefined && LOOKED_AT.has(first.code)) return 0;
  refuseBlocked(planned);
  if (steps.length > 0) return carryOut(call, engine, planned);
  call.out.line("Nothing to do.");
  return 0;
}

/** It belongs to whoever approved it, and is not pushed aside. */
async function isCutOff({ world }: Call, client: EngineClient): Promise<boolean> {
  const answer = await ask(client, { do: "list-runs" }, world.signal);
  if (answer.is !== "runs") throw unexpected(answer);
  return answer.runs.some(({ endedMs }) => endedMs === null);
}

async function planBoot({ world }: Call, client: EngineClient): Promise<PlanSlice> {
  const command = { do: "plan-operation", operation: "boot", params: {} } as const;
  const answer = await ask(client, command, world.signal);
  if (answer.is === "planned") return answer.plan;
  throw unexpected(answer);
}
