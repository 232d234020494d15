import type { Candidate } from "../../engine/index.ts";
import { planBoot } from "../../kairos/index.ts";
import { waitsBecause } from "../repairable.ts";
import type { OperationKind } from "./kind.ts";

/** What a start of an immutable host has to do before its cluster may run: approved with the cluster. */
export const boot: OperationKind = {
  id: "boot",
  async plan({ host, approved }) {
    // What it begins to write decides what a second look would find.
    if (approved !== undefined) return { steps: approved, skipped: [], blocked: [] };
    return onlyMild(await planBoot(host));
  },
};

/** Nobody is asked, so nothing is done for which somebody would have to be. */
function onlyMild(candidate: Candidate): Candidate {
  for (const step of candidate.steps) {
    const why = waitsBecause(step);
    if (why === undefined) continue;
    const message = `${step.title} is not done without a person: ${why}`;
    const hint = "Plan and apply the document of this host again.";
    return { steps: [], skipped: [], blocked: [{ code: "BOOT_STEPS_INVALID", message, hint }] };
  }
  return candidate;
}
