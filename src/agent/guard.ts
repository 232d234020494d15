import type { CheckResult } from "../checks/index.ts";
import type { Plan } from "../engine/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import type { Board } from "./board.ts";
import type { HostWatch } from "./host-watch.ts";

export interface GuardRequest {
  readonly plan: Plan;
  /** The document the plan is for: a waiver in it counts before it is saved. */
  readonly document: EdgeHost;
  readonly mode: "host" | "rehearsal";
  readonly results: readonly CheckResult[];
}

/** Whether carrying out this plan founds a cluster, and so needs a host that passed its checks. */
export function foundsCluster({ steps }: Plan): boolean {
  return steps.some((step) => step.commit === true);
}

interface GuardParts {
  readonly board: Board;
  readonly hostWatch: HostWatch;
  readonly mode: GuardRequest["mode"];
}

/** Nobody founds a cluster on a host that was not looked at, and for what it shall become. */
export function guardBy({ board, hostWatch, mode }: GuardParts) {
  return async (plan: Plan, document: EdgeHost, signal: AbortSignal): Promise<Plan> => {
    if (!foundsCluster(plan)) return plan;
    if (board.snapshot().checks.state !== "finished") await hostWatch.runChecks(signal);
    const results = await hostWatch.judgeFor(document, signal);
    return guardWithChecks({ plan, document, mode, results });
  };
}

/** On a real host failed checks block the founding of a cluster; in rehearsal they are only said. */
export function guardWithChecks(request: GuardRequest): Plan {
  const { plan, mode } = request;
  if (!foundsCluster(plan)) return plan;
  const failed = obstacles(request);
  if (mode === "rehearsal") {
    const notes = failed.map(({ title, observed }) => ({
      title: `Check ${title}`,
      reason: `${observed}: on a real host this blocks, unless waived`,
    }));
    return { ...plan, skipped: [...plan.skipped, ...notes] };
  }
  const blocked = failed.map((result) => ({
    code: result.id,
    message: `${result.title}: ${result.observed}${evidenceOf(result)}`,
    hint: hintOf(result),
  }));
  return { ...plan, blocked: [...plan.blocked, ...blocked] };
}

/** What was looked at, where the check tells it; three lines of it at most. */
function evidenceOf(result: CheckResult): string {
  const lines = "evidence" in result ? (result.evidence ?? []) : [];
  return lines.length === 0 ? "" : ` (${lines.slice(0, 3).join("; ")})`;
}

function hintOf(result: CheckResult): string {
  if (result.status !== "fail") return "";
  const way = `To go on all the same, waive ${result.id} with a reason.`;
  return /waive/i.test(result.remedy) ? result.remedy : `${result.remedy} ${way}`;
}

/** A failed check that nobody waived stands in the way of a new cluster. */
function obstacles({ results, document }: GuardRequest): readonly CheckResult[] {
  const waived = new Set(document.spec.checks?.waivers?.map(({ id }) => id));
  return results.filter(
    ({ id, status, when }) => status === "fail" && when !== "before an upgrade" && !waived.has(id),
  );
}
