import type { Check } from "./check.ts";
import { type CheckMoment, MOMENTS } from "./rule.ts";

/** What matters before this step of the walk: its own, those before it, and what always matters. */
export function checksBefore(
  checks: readonly Check[],
  step: Exclude<CheckMoment, "at any time">,
): readonly Check[] {
  const last = MOMENTS.indexOf(step);
  return checks.filter(({ when = "at any time" }) => {
    return when === "at any time" || MOMENTS.indexOf(when) <= last;
  });
}
