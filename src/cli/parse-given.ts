import type { EdgeHost, ParseOutcome } from "../spec/index.ts";
import type { GivenText } from "./read-text.ts";

/** The same judgement as the engine's, without one: schema, cross rules, and the distribution's own. */
export async function parseGiven({ name, text }: GivenText): Promise<ParseOutcome> {
  const [{ parseDocument }, { DISTRIBUTIONS, loadDriver }, { clusterIssues }] = await Promise.all([
    import("../spec/index.ts"),
    import("../distributions/index.ts"),
    import("../cluster/index.ts"),
  ]);
  const options = { source: name, distributions: DISTRIBUTIONS };
  const parsed = parseDocument(text, options);
  const cluster = parsed.is === "valid" ? parsed.host.spec.cluster : undefined;
  if (cluster === undefined) return parsed;
  const driver = await loadDriver(cluster.distribution);
  const extraChecks = (host: EdgeHost) => clusterIssues(driver, host, Date.now());
  return parseDocument(text, { ...options, extraChecks });
}
