import { withEngineToLook } from "../ask.ts";
import type { CliCommand } from "../command.ts";
import {
  DOCUMENT_OPTION,
  givenDocument,
  SECRET_OPTION,
  WITHOUT_PROOF_OPTION,
} from "../document-options.ts";
import { planDocument, refuseBlocked } from "../plan-document.ts";
import { printPlan } from "../render-plan.ts";

/** The dry run: what `apply` would do, in order, with the hash that approves exactly this. */
export const plan: CliCommand = {
  name: "plan",
  summary: "Show what a document would change, changing nothing",
  options: [DOCUMENT_OPTION, SECRET_OPTION, WITHOUT_PROOF_OPTION],
  async run(call) {
    const given = await givenDocument(call);
    return withEngineToLook(call, async ({ client }) => {
      const planned = await planDocument(call, client, given);
      printPlan(planned.plan, call.out);
      call.out.object({ plan: planned.plan });
      refuseBlocked(planned);
      if (planned.plan.steps.length === 0) call.out.line("Nothing to do.");
      return 0;
    });
  },
};
