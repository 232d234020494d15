import { refuseUnapproved } from "../approval.ts";
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
