import { type DurableState, impactRank, type Plan, type Step } from "../engine/index.ts";
import type { ServiceParts } from "./parts.ts";

const LAST_BOOT = "agent.last-boot";
const ACTOR = { user: "boot", from: "agent" } as const;

/**
 * After a boot, what the saved document asks for and the boot took away (files an image throws away,
 * modules, settings of the kernel) is brought back without asking: it was approved before. Anything
 * that costs more than a restart, or founds a cluster, waits for a person and is shown as drift.
 */
export async function convergeAtBoot(parts: ServiceParts, signal: AbortSignal): Promise<void> {
  const { board, host, runs, store } = parts;
  if (store.access.is === "read-only" || !isNewBoot(store.state, await host.bootId())) return;
  const { text, generation } = board.snapshot().document;
  if (generation === 0) return;
  const answer = await runs.plan(text, {}, signal);
  if (answer.is !== "planned") return;
  const { plan } = answer.plan;
  if (plan.steps.length === 0) return;
  if (!isSafeAtBoot(plan)) {
    board.note("warn", "agent", "after this boot the host differs from its document: see converge");
    return;
  }
  board.note("info", "agent", `after this boot, ${plan.steps.length} steps bring the host back`);
  await runs.approve(plan.hash, ACTOR, signal);
}

/** The first start on a host is no boot to make up for. */
function isNewBoot(state: DurableState, bootId: string): boolean {
  const last = state.get(LAST_BOOT);
  if (last !== bootId) state.set(LAST_BOOT, bootId);
  return last !== undefined && last !== bootId;
}

function isSafeAtBoot({ steps, blocked }: Plan): boolean {
  return blocked.length === 0 && steps.every(isSafeStep);
}

function isSafeStep({ impact, commit, rerun, attended }: Step): boolean {
  const isMild = impactRank(impact) <= impactRank("restart") && commit !== true;
  return isMild && rerun === "safe" && attended !== true;
}
