import type { PlanRequest } from "../driver.ts";

/** Its claim is followed by the commit: whatever is begun from now on is not taken back with it. */
export function isFormedIn({ seen }: Pick<PlanRequest, "seen">): boolean {
  return seen.ownership?.is === "known" && seen.ownership.value.committed === true;
}
