import {
  CALENDAR,
  combinationIn,
  combinationOn,
  compatibilityIssues,
  judge,
  remedyOf,
} from "../compatibility/index.ts";
import type { ClusterObservation, Driver } from "../distributions/index.ts";
import { type Blocked, knownValue } from "../engine/index.ts";
import type { Inventory } from "../inventory/index.ts";
import type { EdgeHost, Issue } from "../spec/index.ts";

/** What the distribution says of a document, and what of it does not go together. */
export function clusterIssues(
  driver: Driver,
  document: EdgeHost,
  nowMs: number,
): readonly Omit<Issue, "line" | "column">[] {
  const { cluster } = document.spec;
  if (cluster === undefined) return [];
  const own = driver.validate(cluster);
  return [...own, ...compatibilityIssues(document, driver.compatibility, { own, nowMs })];
}

export interface HostCombination {
  readonly document: EdgeHost;
  readonly inventory: Inventory;
  readonly seen: ClusterObservation;
  readonly nowMs: number;
}

/** What cannot be on this very host. A cluster that is formed already is looked after all the same. */
export function hostRefusals(
  { compatibility: matrix }: Driver,
  { document, inventory, seen, nowMs }: HostCombination,
): readonly Blocked[] {
  const asked = combinationIn(document);
  const owner = seen.ownership === undefined ? undefined : knownValue(seen.ownership);
  if (asked === undefined || matrix === undefined || owner?.committed === true) return [];
  const rules = { matrix, calendar: CALENDAR, nowMs };
  return judge(combinationOn(asked, inventory), rules)
    .filter(({ verdict }) => verdict === "refused")
    .map((finding) => ({
      code: "COMBINATION_UNSUPPORTED",
      message: finding.message,
      hint: remedyOf(finding),
    }));
}
