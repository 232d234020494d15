import { BringupError } from "../../errors/index.ts";
import type { PlanSlice } from "../../session/index.ts";
import { withEngine } from "../ask.ts";
import { carryOut } from "../carry-out.ts";
import type { Call, CliCommand } from "../command.ts";
import {
  DOCUMENT_OPTION,
  givenDocument,
  SECRET_OPTION,
  WITHOUT_PROOF_OPTION,
} from "../document-options.ts";
import { planDocument, refuseBlocked } from "../plan-document.ts";
import { printPlan } from "../render-plan.ts";

/** Plans, asks for approval, saves the document and follows the run to its end. */
export const apply: CliCommand = {
  name: "apply",
  summary: "Bring the host to what a document asks for",
  options: [
    DOCUMENT_OPTION,
    SECRET_OPTION,
    WITHOUT_PROOF_OPTION,
    { flags: "--yes", help: "approve whatever the plan is" },
    { flags: "--approve <hash>", help: "approve the plan with this hash only" },
  ],
  async run(call) {
    const given = await givenDocument(call);
    return withEngine(call, async (engine) => {
      const planned = await planDocument(call, engine.client, given);
      printPlan(planned.plan, call.out);
      call.out.object({ plan: planned.plan });
      refuseBlocked(planned);
      const { text: saved } = engine.client.snapshot().document;
      const changesDocument = planned.documentText !== saved;
      if (planned.plan.steps.length === 0 && !(changesDocument && mayGoOn(call))) {
        call.out.line(
          changesDocument
            ? "Nothing to do. The document is not saved: add --yes to save it."
            : "Nothing to do.",
        );
        return 0;
      }
      refuseUnapproved(call, planned);
      return carryOut(call, engine, planned);
    });
  },
};

function mayGoOn({ flag, text }: Call): boolean {
  return flag("yes") || text("approve") !== undefined;
}

/** Fewer characters may name more than one plan. */
const SHORTEST_HASH = 12;

/** No approval: exit 5 with the plan printed. Another plan than the approved one: exit 4. */
function refuseUnapproved({ flag, text }: Call, { plan }: PlanSlice): void {
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
