/**
 * The engine: contracts, planning, running and resuming. It knows steps and handlers, never a
 * distribution, a screen or a way to reach the machine.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { defineHandler, digestOf, done, handlerMap, makePlan, todo } from "bringup/engine";
 * import { createMemoryHost } from "bringup/testing";
 *
 * const path = "/etc/motd";
 * const motd = defineHandler<{ text: string }, "motd.ensure">("motd.ensure", {
 *   async check({ text }, { host }) {
 *     const found = await host.files.readText(path);
 *     return found === text ? done(`${path} is current`) : todo(`${path} differs`);
 *   },
 *   async preview({ text }) {
 *     return [{ subject: path, lines: [{ sign: "+", text }] }];
 *   },
 *   run: ({ text }, { host }) => host.files.writeAtomic(path, text, { mode: 0o644 }),
 * });
 * const params = { text: "rack 12, shelf 2" };
 * const step = {
 *   id: "motd", kind: "motd.ensure", title: `Write ${path}`, params,
 *   inputsDigest: digestOf(params), impact: "none", undo: "exact", rerun: "safe",
 *   usualMs: 10, limit: { noProgressMs: 5000, totalMs: 5000 },
 * } as const;
 *
 * // The plan is the dry run: only what is not yet so, with what would change.
 * const plan = await makePlan({
 *   goal: { do: "converge" },
 *   generation: 1,
 *   candidate: { steps: [step], skipped: [], blocked: [] },
 *   handlers: handlerMap([motd]),
 *   host: createMemoryHost({ files: { [path]: "old" } }),
 *   secrets: { read: async () => undefined, matches: () => undefined },
 *   signal: AbortSignal.timeout(5000),
 * });
 * assert.deepEqual(plan.steps.map(({ title }) => title), ["Write /etc/motd"]);
 * ```
 */
export { canonicalJson, digestOf } from "./canonical.ts";
export { type Clock, systemClock } from "./clock.ts";
export { type Condition, isAsItShouldBe, mergeConditions, type NewCondition } from "./condition.ts";
export { ABSENT, type Fact, factOf, known, knownValue, unknown } from "./fact.ts";
export type { Argv, CommandOutcome, ExecOptions, ProbeOptions } from "./host/commands.ts";
export type {
  HandshakeOutcome,
  HandshakeRequest,
  HandshakeStage,
  StageTime,
  StreamOutcome,
  StreamRequest,
} from "./host/connections.ts";
export type { Deadline } from "./host/deadline.ts";
export type {
  AppendOptions,
  CopyOptions,
  FileOwner,
  FileStat,
  FilesIO,
  FilesView,
  Space,
  UnpackCount,
  UnpackOptions,
  WriteOptions,
} from "./host/files.ts";
export type { HttpIO, HttpView } from "./host/http.ts";
export type {
  AnswerLine,
  AnswerLines,
  FollowOutcome,
  FollowRequest,
  ReceiveOutcome,
  ReceiveRequest,
} from "./host/http-answers.ts";
export type {
  HttpBody,
  HttpFailure,
  HttpGet,
  HttpOutcome,
  HttpRequest,
} from "./host/http-request.ts";
export type { LogBatch, LogLine, LogLines, LogRequest, LogSource, LogsView } from "./host/logs.ts";
export type {
  ConnectOutcome,
  Endpoint,
  NameOutcome,
  NameQuestion,
  TimeOutcome,
} from "./host/questions.ts";
export type { HttpProxy, HttpTls, ProxyTrouble, TlsTrust } from "./host/trust.ts";
export type { UnitState, UnitsIO, UnitsView } from "./host/units.ts";
export type { HardwareTopic, HostIO, HostView } from "./host.ts";
export type { Actor, Journal, JournalEntry, JournalRecord, RunOutcome } from "./journal.ts";
export { type Handlers, handlerMap, makePlan, type PlanRequest } from "./make-plan.ts";
export { troubleIn } from "./outcome.ts";
export {
  assemblePlan,
  type Blocked,
  type Candidate,
  consequencesOf,
  type Goal,
  type OperateGoal,
  type Operation,
  type Plan,
  type PlanInputs,
  type PlannedStep,
  type Skipped,
} from "./plan.ts";
export { type Approval, approveRun, driveRun, type RunHandle, type RunParts } from "./run.ts";
export { type RunState, type RunStepState, runStateOf } from "./run-state.ts";
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
  type SharedLocks,
  type Step,
  type StepLimit,
  todo,
  type Undo,
  type UndoRecord,
  unclear,
  type Verdict,
} from "./step.ts";
export type {
  ActivityEntry,
  ActivityRing,
  Audit,
  AuditDigests,
  AuditEntry,
  AuditVerdict,
  DurableState,
  LockOutcome,
  ProcessIdentity,
  StatusHistory,
  Store,
  StoreAccess,
} from "./store.ts";
