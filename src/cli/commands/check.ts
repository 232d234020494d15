import type { CheckMoment, CheckResult, Feature, HostFeature } from "../../checks/index.ts";
import type { EdgeHost } from "../../spec/index.ts";
import type { Call, CliCommand } from "../command.ts";
import { DOCUMENT_OPTION } from "../document-options.ts";
import type { Output } from "../output.ts";
import { parseGiven } from "../parse-given.ts";
import { refuseInvalid } from "../plan-document.ts";
import { readGiven } from "../read-text.ts";
import { printExplanation, printResults, printSummary } from "../render-checks.ts";

const STEPS = {
  settings: "before settings",
  cluster: "before a cluster",
  upgrade: "before an upgrade",
} as const;
const FEATURES: readonly HostFeature[] = ["trusted-boot", "virtual-machines", "fips", "agent-mode"];

/** Looks at this machine and says what stands in the way. Needs no agent and no root. */
export const check: CliCommand = {
  name: "check",
  summary: "Check the hardware and the system of this host",
  options: [
    { ...DOCUMENT_OPTION, help: "waivers and wishes of a document count too" },
    { flags: "--before <what>", help: "only what matters before it", choices: Object.keys(STEPS) },
    { flags: "--for <feature>", help: "judge it for this as well", many: true, choices: FEATURES },
    { flags: "--explain", help: "print what a host is held to, and look at none" },
  ],
  async run(call) {
    const { out } = call;
    if (call.flag("explain")) return explainChecks(call);
    const results = await runAllChecks(call, await optionalDocument(call));
    for (const result of results) out.object(result);
    const { MOMENTS, summarize } = await import("../../checks/index.ts");
    for (const moment of MOMENTS) printSection(moment, results, out);
    const summary = summarize(results);
    printSummary(summary, out);
    out.object({ summary });
    return summary.fail > 0 ? 1 : 0;
  },
};

/** What matters first stands first. */
function printSection(moment: CheckMoment, results: readonly CheckResult[], out: Output): void {
  const rows = results.filter(({ when = "at any time" }) => when === moment);
  if (rows.length === 0) return;
  out.line(`Matters ${moment}`);
  printResults(rows, out);
  out.line();
}

/** The whole table of rules; needs no host. */
async function explainChecks({ out }: Call): Promise<number> {
  const [{ explain }, { everyCheck }] = await Promise.all([
    import("../../checks/index.ts"),
    import("../../cluster/index.ts"),
  ]);
  const rows = explain(everyCheck(await allDrivers()));
  for (const row of rows) out.object(row);
  printExplanation(rows, out);
  return 0;
}

async function allDrivers() {
  const { DISTRIBUTIONS } = await import("../../distributions/index.ts");
  return await Promise.all(DISTRIBUTIONS.map((entry) => entry.load()));
}

async function optionalDocument(call: Call): Promise<EdgeHost | undefined> {
  const path = call.text("file");
  if (path === undefined) return undefined;
  const given = await readGiven(path, call.world);
  const parsed = await parseGiven(given);
  if (parsed.is === "valid") return parsed.host;
  return refuseInvalid(parsed.issues, given.name, call.out);
}

async function runAllChecks(
  call: Call,
  document: EdgeHost | undefined,
): Promise<readonly CheckResult[]> {
  const { world, choice } = call;
  const { signal, measureDrive } = world;
  const host = await world.openHost(choice);
  const [{ observeInventory }, { checksBefore, runChecks }, { hostChecks }] = await Promise.all([
    import("../../inventory/index.ts"),
    import("../../checks/index.ts"),
    import("../../cluster/index.ts"),
  ]);
  const wanted = hostChecks(await allDrivers(), document);
  const inventory = await observeInventory(host, { signal });
  return runChecks({
    host,
    inventory,
    signal,
    ...wanted,
    checks: checksBefore(
      wanted.checks,
      STEPS[(call.text("before") ?? "upgrade") as keyof typeof STEPS],
    ),
    features: call.texts("for") as readonly Feature[],
    ...(document !== undefined && { document }),
    ...(measureDrive !== undefined && host.kind === "machine" && { measureDrive }),
  });
}
