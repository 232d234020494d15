import type { EdgeHost } from "../spec/index.ts";
import type { CheckResult } from "./check.ts";

/** Marks a result as waived, or no longer, as the document says; its status stays what it is. */
export function withWaiver(result: CheckResult, document: EdgeHost | undefined): CheckResult {
  const { waived: _, ...rest } = result;
  const waiver = document?.spec.checks?.waivers?.find(({ id }) => id === result.id);
  return waiver === undefined ? rest : { ...rest, waived: { reason: waiver.reason } };
}
