import { withEngine } from "../ask.ts";
import { carryOut } from "../carry-out.ts";
import type { CliCommand } from "../command.ts";
import { planDocument, refuseBlocked } from "../plan-document.ts";
import { printPlan } from "../render-plan.ts";

/** Repairs drift: brings the host back to the document that was saved, and so approved, before. */
export const converge: CliCommand = {
  name: "converge",
  summary: "Bring the host back to its saved document",
  options: [
    {
      flags: "--stage <name>",
      help: "only what a start of this host forgets, then the cluster; for the host itself",
      choices: ["boot.before"],
    },
  ],
  async run(call) {
    if (call.text("stage") !== undefined) {
      const { convergeAtBoot } = await import("../converge-at-boot.ts");
      return convergeAtBoot(call);
    }
    return withEngine(call, async (engine) => {
      const { text } = engine.client.snapshot().document;
      if (text.trim() === "") {
        call.out.line("Nothing to do: no document is saved on this host.");
        return 0;
      }
      const given = { name: "saved document", text, secrets: {} };
      const planned = await planDocument(call, engine.client, given);
      printPlan(planned.plan, call.out);
      call.out.object({ plan: planned.plan });
      refuseBlocked(planned);
      if (planned.plan.steps.length === 0) {
        call.out.line("Nothing to do.");
        return 0;
      }
      return carryOut(call, engine, planned);
    });
  },
};
