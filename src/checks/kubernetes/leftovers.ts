import type { HostView } from "../../engine/index.ts";
import { defineCheck, fail, pass, skip } from "../check.ts";
import { ruleOf } from "../rules.ts";

export const leftovers = defineCheck({
  ...ruleOf("kubernetes.leftovers"),
  needs: [],
  async run(_, { host, leftovers, ownCluster }) {
    if (ownCluster !== undefined) return skip(`belongs to ${ownCluster}`);
    const seen = await Promise.all(
      leftovers.map(async (leftover) => ({
        ...leftover,
        isThere: await holdsSomething(host, leftover.path),
      })),
    );
    const found = seen.filter(({ isThere }) => isThere);
    if (found.length === 0) return pass("none", { evidence: [`${seen.length} places are clean`] });
    const owners = [...new Set(found.map(({ owner }) => owner))];
    return fail(owners.join(", "), {
      code: "LEFTOVERS_FOUND",
      expected: "a clean host",
      remedy: "Run the uninstaller of what was there, or remove these paths, then start again.",
      why: "State of an earlier cluster makes the new one refuse its token or its addresses.",
      // Some are known to every host and to a distribution too.
      evidence: [...new Set(found.map(({ path, owner }) => `${path} (${owner})`))],
    });
  },
});

/** Packages bring empty folders; those are not leftovers. */
async function holdsSomething(host: HostView, path: string): Promise<boolean> {
  const stat = await host.files.stat(path);
  if (stat === undefined) return false;
  if (stat.kind !== "directory") return true;
  return ((await host.files.list(path)) ?? []).length > 0;
}
