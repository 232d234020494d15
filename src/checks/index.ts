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
  type Limits,
  type MeasureDrive,
  type PortUse,
  pass,
  skip,
  warn,
} from "./check.ts";
export { DEFAULT_LIMITS } from "./limits.ts";
export { CHECKS } from "./list.ts";
export { type RunChecksRequest, runChecks } from "./run.ts";
export { type CheckSummary, summarize } from "./summarize.ts";
