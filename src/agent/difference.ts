import { makePlan, type Plan } from "../engine/index.ts";
import { pendingSecrets } from "./pending-secrets.ts";
import type { Pending, PlanDeskParts } from "./plan-desk.ts";
import { only, repairable } from "./repairable.ts";

/** How a host differs, and what of it may be mended without asking anybody. */
export interface Difference {
  readonly plan: Plan;
  /** Absent when nothing can be, or nothing has to. */
  readonly repair?: Pending;
}

/** For enforcement; nothing of it is shown or kept. `undefined`: the document is not valid. */
export async function differenceFrom(
  documentText: string,
  parts: PlanDeskParts,
  signal: AbortSignal,
): Promise<Difference | undefined> {
  const { documents, vault, handlers, host } = parts;
  const draft = documents.draft(documentText);
  if (draft.is === "invalid") return undefined;
  const secretDigest = (name: string) => vault.digest(name);
  const candidate = await parts.candidate({ document: draft.effective, signal, secretDigest });
  const { generation } = draft;
  const shared = { generation, handlers, host, secrets: pendingSecrets(vault, {}), signal };
  const plan = await makePlan({ ...shared, goal: { do: "converge" }, candidate });
  const whole = { plan: await parts.guard(plan, draft.effective, signal) };
  const ids = repairable(plan);
  if (ids.size === 0) return whole;
  const mild = only(ids, candidate);
  const repair = await makePlan({ ...shared, goal: { do: "repair" }, candidate: mild });
  if (repair.steps.length === 0 || repair.blocked.length > 0) return whole;
  return { ...whole, repair: { plan: repair, documentText, secrets: {} } };
}
