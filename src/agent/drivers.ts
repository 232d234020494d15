import { clusterIssues } from "../cluster/index.ts";
import { DISTRIBUTIONS, type Driver, loadDriver } from "../distributions/index.ts";
import type { EdgeHost, Issue } from "../spec/index.ts";

/** Every registered driver; few and small, and the agent needs their handlers to go on with any run. */
export async function loadDrivers(): Promise<readonly Driver[]> {
  return await Promise.all(DISTRIBUTIONS.map(({ id }) => loadDriver(id)));
}

/** What only the chosen distribution can judge of a document, and what goes together with it. */
export function distributionChecks(drivers: readonly Driver[], nowMs: () => number) {
  return (document: EdgeHost): readonly Omit<Issue, "line" | "column">[] => {
    const driver = drivers.find(({ id }) => id === document.spec.cluster?.distribution);
    return driver === undefined ? [] : clusterIssues(driver, document, nowMs());
  };
}
