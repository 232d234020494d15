/**
 * The engine: contracts, planning, running and resuming. It knows steps and handlers, never a
 * distribution, a screen or a way to reach the machine.
 */
export { canonicalJson, digestOf } from "./canonical.ts";
export { type Clock, systemClock } from "./clock.ts";
export { type Condition, mergeConditions, type NewCondition } from "./condition.ts";
export { ABSENT, type Fact, factOf, known, knownValue, unknown } from "./fact.ts";
export type {
  Argv,
  CommandOutcome,
  ConnectOutcome,
  CopyOptions,
  Deadline,
  Endpoint,
  ExecOptions,
  FileStat,
  FilesIO,
  FilesView,
  HardwareTopic,
  HostIO,
  HostView,
  HttpBody,
  HttpFailure,
  HttpIO,
  HttpOutcome,
  HttpRequest,
  HttpTls,
  HttpView,
  ProbeOptions,
  UnitState,
  UnitsIO,
  UnitsView,
  WriteOptions,
} from "./host.ts";
export type { Actor, Journal, JournalEntry, JournalRecord, RunOutcome } from "./journal.ts";
export { type Handlers, handlerMap, makePlan, type PlanRequest } from "./make-plan.ts";
export {
  assemblePlan,
  type Blocked,
  type Candidate,
  type Goal,
  PLANNER_VERSION,
  type Plan,
  type PlanInputs,
  type PlannedStep,
  type Skipped,
  staysWithin,
} from "./plan.ts";
export { type Approval, approveRun, driveRun, type RunHandle, type RunParts } from "./run.ts";
export { type RunState, type RunStepState, reduceRun, runStateOf } from "./run-state.ts";
export {
  blocked,
  type Change,
  type CheckContext,
  defineHandler,
  done,
  type Handler,
  IMPACTS,
  type Impact,
  impactRank,
  type Progress,
  type RunContext,
  type SecretReader,
  type Step,
  type StepLimit,
  todo,
  type Undo,
  type UndoRecord,
  unclear,
  type Verdict,
} from "./step.ts";
export type {
  Audit,
  AuditEntry,
  DurableState,
  LockOutcome,
  ProcessIdentity,
  StatusHistory,
  Store,
  StoreAccess,
} from "./store.ts";
