import type { CheckResult } from "../../checks/index.ts";
import type { EdgeHost } from "../../spec/index.ts";
import type { Call, CliCommand } from "../command.ts";
import { DOCUMENT_OPTION } from "../document-options.ts";
import { parseGiven } from "../parse-given.ts";
import { refuseInvalid } from "../plan-document.ts";
import { readGiven } from "../read-text.ts";
import { printResults, printSummary } from "../render-checks.ts";

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
    const { summarize } = await import("../../checks/index.ts");
    const summary = summarize(results);
    printSummary(summary, out);
    out.object({ summary });
    return summary.fail > 0 ? 1 : 0;
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
  const { signal, measureDrive } = world;
  const host = await world.openHost(choice);
  const [{ observeInventory }, { runChecks }] = await Promise.all([
    import("../../inventory/index.ts"),
    import("../../checks/index.ts"),
  ]);
  const inventory = await observeInventory(host, { signal });
  return runChecks({
    host,
    inventory,
    signal,
    ...(document !== undefined && { document }),
    ...(measureDrive !== undefined && host.kind === "machine" && { measureDrive }),
  });
}
