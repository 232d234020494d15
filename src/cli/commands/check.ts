import type { CheckResult } from "../../checks/index.ts";
import type { EdgeHost } from "../../spec/index.ts";
import type { Call, CliCommand } from "../command.ts";
import { DOCUMENT_OPTION } from "../document-options.ts";
import { parseGiven } from "../parse-given.ts";
import { refuseInvalid } from "../plan-document.ts";
import { readGiven } from "../read-text.ts";
import { countResults, printResults } from "../render-checks.ts";

/** Looks at this machine and says what stands in the way. Needs no agent and no root. */
export const check: CliCommand = {
  name: "check",
  summary: "Check the hardware and the system of this host",
  options: [{ ...DOCUMENT_OPTION, help: "waivers and wishes of a document count too" }],
  async run(call) {
    const { out } = call;
    const results = await runAllChecks(call, await optionalDocument(call));
    for (const result of results) out.object(result);
    printResults(results, out);
    const counts = countResults(results);
    out.object({ summary: counts });
    return counts.fail > 0 ? 1 : 0;
  },
};

async function optionalDocument(call: Call): Promise<EdgeHost | undefined> {
  const path = call.text("file");
  if (path === undefined) return undefined;
  const given = await readGiven(path, call.world);
  const parsed = await parseGiven(given);
  if (parsed.is === "valid") return parsed.host;
  return refuseInvalid(parsed.issues, given.name, call.out);
}

async function runAllChecks(
  { world, choice }: Call,
  document: EdgeHost | undefined,
): Promise<readonly CheckResult[]> {
  const host = await world.openHost(choice);
  const [{ observeInventory }, { CHECKS, LIMITS, runChecks }] = await Promise.all([
    import("../../inventory/index.ts"),
    import("../../checks/index.ts"),
  ]);
  const { signal } = world;
  const inventory = await observeInventory(host, signal);
  const context = { host, limits: LIMITS, signal, ...(document !== undefined && { document }) };
  return runChecks({ checks: CHECKS, inventory, context });
}
