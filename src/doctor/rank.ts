import type { DoctorFinding } from "./report.ts";
import type { Gravity, Likelihood } from "./symptom.ts";

const LIKELIHOODS: readonly Likelihood[] = ["certain", "likely", "possible"];
const GRAVITIES: readonly Gravity[] = ["node-down", "degraded", "cosmetic"];

/** For sorting: the likeliest first, among equals the gravest; the order of the list stays besides. */
export function byWeight(one: DoctorFinding, other: DoctorFinding): number {
  return (
    LIKELIHOODS.indexOf(one.likelihood) - LIKELIHOODS.indexOf(other.likelihood) ||
    GRAVITIES.indexOf(one.severity) - GRAVITIES.indexOf(other.severity)
  );
}
