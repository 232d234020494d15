import type { CheckOutcome, CheckResult } from "./check.ts";

/** Every result counts once. */
export type CheckSummary = Readonly<Record<CheckOutcome["status"] | "waived", number>>;

/** A waived warning, failure or unknown counts as waived and no longer as what it is. */
export function summarize(results: readonly CheckResult[]): CheckSummary {
  const counts = { pass: 0, warn: 0, fail: 0, skip: 0, unknown: 0, waived: 0 };
  for (const result of results) counts[countedAs(result)]++;
  return counts;
}

function countedAs({ status, waived }: CheckResult): keyof CheckSummary {
  const isFinding = status !== "pass" && status !== "skip";
  return waived !== undefined && isFinding ? "waived" : status;
}
