import type { CheckResult } from "../checks/index.ts";
import type { Plan } from "../engine/index.ts";

interface GuardRequest {
  readonly mode: "host" | "rehearsal";
  readonly results: readonly CheckResult[];
}

/** On a real host failed checks block the creation of a cluster; in rehearsal they are only said. */
export function guardWithChecks(plan: Plan, { mode, results }: GuardRequest): Plan {
  if (!plan.steps.some((step) => step.commit === true)) return plan;
  const failed = obstacles(results);
  if (mode === "rehearsal") {
    const notes = failed.map(({ title, observed }) => ({
      title: `Check ${title}`,
      reason: `${observed}: on a real host this blocks, unless waived`,
    }));
    return { ...plan, skipped: [...plan.skipped, ...notes] };
  }
  const blocked = failed.map((result) => ({
    code: result.id,
    message: `${result.title}: ${result.observed}`,
    hint: result.status === "fail" ? `${result.remedy} Or waive ${result.id} with a reason.` : "",
  }));
  return { ...plan, blocked: [...plan.blocked, ...blocked] };
}

/** A failed check that nobody waived stands in the way of a new cluster. */
function obstacles(results: readonly CheckResult[]): readonly CheckResult[] {
  return results.filter((result) => result.status === "fail" && result.waived === undefined);
}
