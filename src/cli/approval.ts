import { BringupError } from "../errors/index.ts";
import type { PlanSlice } from "../session/index.ts";
import type { Call } from "./command.ts";

/** Fewer characters may name more than one plan. */
const SHORTEST_HASH = 12;

/** No approval: exit 5 with the plan printed. Another plan than the approved one: exit 4. */
export function refuseUnapproved({ flag, text }: Call, { plan }: PlanSlice): void {
  const approved = text("approve")?.toLowerCase();
  if (approved === undefined) {
    if (flag("yes")) return;
    throw new BringupError("PLAN_NOT_APPROVED", "the plan above was not approved", {
      hint: `Read it, then add --approve ${plan.hash.slice(0, 12)} (or --yes).`,
    });
  }
  if (approved.length < SHORTEST_HASH) {
    throw new BringupError("USAGE", `--approve needs at least ${SHORTEST_HASH} characters`);
  }
  if (plan.hash.startsWith(approved)) return;
  throw new BringupError("PLAN_CHANGED", "the plan above is not the one that was approved", {
    hint: `Read it again, then add --approve ${plan.hash.slice(0, 12)}.`,
  });
}
