import type { CheckResult } from "../checks/index.ts";
import {
  cannotSay,
  clear,
  type Finding,
  found,
  type Gravity,
  type Likelihood,
  notHere,
} from "./symptom.ts";

/** A check has looked already: its answer in the words of the doctor. */
export function fromCheck(
  result: CheckResult,
  codes: readonly string[],
  weight: readonly [Likelihood, Gravity],
): Finding {
  if (result.status === "unknown") return cannotSay(result.observed);
  if (result.status === "skip") return notHere(result.observed);
  const words = `${result.title}: ${result.observed}`;
  if (result.status === "pass" || !codes.includes(result.code)) return clear(words);
  return found(weight, [words, ...(result.evidence ?? [])]);
}
