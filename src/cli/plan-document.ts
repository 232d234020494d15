import { BringupError } from "../errors/index.ts";
import type { EngineClient, PlanSlice } from "../session/index.ts";
import type { Issue } from "../spec/index.ts";
import { ask, unexpected } from "./ask.ts";
import type { Call } from "./command.ts";
import type { GivenDocument } from "./document-options.ts";
import type { Output } from "./output.ts";
import { countIssues, printIssues } from "./render-issues.ts";

/** Asks the engine for the plan of a document; an invalid one ends with all its problems printed. */
export async function planDocument(
  call: Call,
  client: EngineClient,
  { name, text, secrets }: GivenDocument,
): Promise<PlanSlice> {
  const { world, out } = call;
  const answer = await ask(client, { do: "plan", documentText: text, secrets }, world.signal);
  if (answer.is === "planned") {
    return call.flag("withoutProof") ? await unproved(call, client, answer.plan) : answer.plan;
  }
  if (answer.is !== "invalid") throw unexpected(answer);
  return refuseInvalid(answer.issues, name, out);
}

/** The same with a change of the network that does not have to work here; without one, the same. */
async function unproved({ world }: Call, client: EngineClient, planned: PlanSlice) {
  const { hasProof } = await import("../network/index.ts");
  const { hash, steps } = planned.plan;
  if (!hasProof(steps)) return planned;
  const answer = await ask(client, { do: "plan-without-proof", hash }, world.signal);
  if (answer.is === "planned") return answer.plan;
  throw unexpected(answer);
}

/** Prints every problem of a document, then ends the command with exit code 2. */
export async function refuseInvalid(
  issues: readonly Issue[],
  name: string,
  out: Output,
): Promise<never> {
  if (!out.json) await printIssues(issues, name, out.note);
  for (const issue of issues) out.object({ issue });
  throw new BringupError("DOCUMENT_INVALID", `${name}: ${countIssues(issues)}`);
}

/** Blocked plans start nothing; what blocks them is printed with the plan. */
export function refuseBlocked({ plan }: PlanSlice): void {
  const [first] = plan.blocked;
  if (first === undefined) return;
  const more = plan.blocked.length === 1 ? "" : ` and ${plan.blocked.length - 1} more`;
  throw new BringupError("PLAN_BLOCKED", `${first.message}${more}`, { hint: first.hint });
}
