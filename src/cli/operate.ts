import type { Operation } from "../engine/index.ts";
import { refuseUnapproved } from "./approval.ts";
import { ask, unexpected } from "./ask.ts";
import { carryOut } from "./carry-out.ts";
import type { Call } from "./command.ts";
import { refuseBlocked } from "./plan-document.ts";
import { printPlan } from "./render-plan.ts";
import type { OpenEngine } from "./world.ts";

/** Options of every command that plans an operation. */
export const APPROVAL_OPTIONS = [
  { flags: "--yes", help: "approve whatever the plan is" },
  { flags: "--approve <hash>", help: "approve the plan with this hash only" },
] as const;

/** Plans what is done once, asks for approval as `apply` does, and follows the run to its end. */
export async function operate(
  call: Call,
  engine: OpenEngine,
  { id, params }: Operation,
): Promise<number> {
  const command = { do: "plan-operation", operation: id, params } as const;
  const answer = await ask(engine.client, command, call.world.signal);
  if (answer.is !== "planned") throw unexpected(answer);
  const planned = answer.plan;
  printPlan(planned.plan, call.out);
  call.out.object({ plan: planned.plan });
  refuseBlocked(planned);
  if (planned.plan.steps.length === 0) {
    call.out.line("Nothing to do.");
    return 0;
  }
  refuseUnapproved(call, planned);
  return carryOut(call, engine, planned);
}
