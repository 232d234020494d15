/**
 * Checks of hardware and system: evidence and remedy, not a verdict. `CHECKS` is the ordered list;
 * thresholds with their sources are in `DEFAULT_LIMITS` (bytes, milliseconds).
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { defineCheck, fail, observeInventory, pass, runChecks } from "bringup/checks";
 * import { createMemoryHost } from "bringup/testing";
 *
 * const serialConsole = defineCheck({
 *   id: "site.serial-console",
 *   title: "Serial console",
 *   group: "system",
 *   needs: ["kernel"],
 *   source: "our rack guide, page 4",
 *   run({ kernel }) {
 *     if (kernel.commandLine.includes("console=ttyS0")) return pass("ttyS0");
 *     return fail("none", {
 *       expected: "console=ttyS0",
 *       code: "SERIAL_CONSOLE_MISSING",
 *       remedy: "Add console=ttyS0 to the kernel command line.",
 *     });
 *   },
 * });
 *
 * const host = createMemoryHost({
 *   files: { "/proc/sys/kernel/osrelease": "6.8.0", "/proc/cmdline": "quiet" },
 * });
 * const signal = AbortSignal.timeout(5000);
 * const inventory = await observeInventory(host, { signal });
 * const [result] = await runChecks({ host, inventory, signal, checks: [serialConsole] });
 * assert.equal(result?.status, "fail");
 * ```
 */
export { observeInventory } from "../inventory/index.ts";
export { checksBefore } from "./before.ts";
export {
  type Check,
  type CheckContext,
  type CheckGroup,
  type CheckOutcome,
  type CheckResult,
  cannotTell,
  type DriveLatency,
  defineCheck,
  fail,
  type KnownInventory,
  type Leftover,
  type MeasureDrive,
  type PortUse,
  pass,
  skip,
  warn,
} from "./check.ts";
export { type Explanation, explain, explanationPage } from "./explain.ts";
export { DEFAULT_LIMITS, type Limits } from "./limits.ts";
export { CHECKS } from "./list.ts";
export {
  type CheckMoment,
  type Feature,
  type HostFeature,
  MOMENTS,
  type Severity,
} from "./rule.ts";
export { type RunChecksRequest, runChecks } from "./run.ts";
export { type CheckSummary, summarize } from "./summarize.ts";
export { withWaiver } from "./waivers.ts";
